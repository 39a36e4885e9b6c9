/** Bytes of an ONNX graph that passes its one Float32 input of this shape through, written field by field. */
export function identityGraph(shape: readonly number[]): Uint8Array {
  const node = [...text(1, 'x'), ...text(2, 'y'), ...text(4, 'Identity')];
  const graph = [
    ...message(1, node),
    ...text(2, 'identity'),
    ...message(11, valueInfo('x', shape)),
    ...message(12, valueInfo('y', shape)),
  ];
  const opset = [...text(1, ''), ...number(2, 13)];
  return Uint8Array.from([...number(1, 8), ...message(7, graph), ...message(8, opset)]);
}

const FLOAT = 1;

function valueInfo(name: string, shape: readonly number[]): number[] {
  const dimensions = shape.flatMap((size) => message(1, number(1, size)));
  const tensorType = [...number(1, FLOAT), ...message(2, dimensions)];
  return [...text(1, name), ...message(2, message(1, tensorType))];
}

function text(field: number, value: string): number[] {
  return message(field, [...Buffer.from(value)]);
}

function message(field: number, content: readonly number[]): number[] {
  return [(field << 3) | 2, ...varint(content.length), ...content];
}

function number(field: number, value: number): number[] {
  return [field << 3, ...varint(value)];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return [...bytes, value];
}
