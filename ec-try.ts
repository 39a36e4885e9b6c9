import { init, use } from 'echarts/core';
import { LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
use([LineChart, GridComponent, SVGRenderer]);
const c = init(null, null, { renderer: 'svg', ssr: true, width: 400, height: 200 });
c.setOption({ animation: false, xAxis: { type: 'time' }, yAxis: {}, series: [{ type: 'line', data: [[0, 1], [1e9, 2]] }] });
console.log(c.renderToSVGString().slice(0, 300));
