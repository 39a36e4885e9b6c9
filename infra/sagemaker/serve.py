"""
The container of a SageMaker endpoint: GET /ping and POST /invocations on port 8080, for one bundle in /opt/ml/model.

A request is one window of unscaled features, window x cols little-endian float32; the answer is JSON with the network's
probabilities and what of the bundle is needed to read them. The caller's feature hash comes as custom attribute.
"""

import hashlib
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import onnxruntime

from scaler import Scaler

ATTRIBUTES = "X-Amzn-SageMaker-Custom-Attributes"


class Refused(ValueError):
    """A request that can't be answered; the message says what would be right."""


class Bundle:
    """A checked model bundle. Raises ValueError when its graph is not the one that bundle.json describes."""

    def __init__(self, folder):
        with open(os.path.join(folder, "bundle.json"), encoding="utf-8") as file:
            self.manifest = json.load(file)
        onnx = self.manifest["onnx"]
        with open(os.path.join(folder, onnx["file"]), "rb") as file:
            graph = file.read()
        found = hashlib.sha256(graph).hexdigest()
        if found != onnx["sha256"]:
            raise ValueError(f"{onnx['file']} has the SHA-256 {found}, bundle.json says {onnx['sha256']}")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        scaler = self.manifest["scaler"]
        self.scaler = Scaler(np.array(scaler["mean"]), np.array(scaler["std"]), scaler["clip"])
        self.shape = (self.manifest["window"], len(self.manifest["features"]))

    def answer(self, body, feature_hash):
        """body: bytes of one window. Returns the answer's dictionary. Raises Refused."""
        if feature_hash != self.manifest["featureHash"]:
            raise Refused(
                f"{self.manifest['id']} is a model of the features {self.manifest['featureHash']}, not of {feature_hash}"
            )
        rows, cols = self.shape
        if len(body) != rows * cols * 4:
            raise Refused(f"{len(body)} bytes; {rows} x {cols} float32 would be right: {rows * cols * 4}")
        window = np.frombuffer(body, "<f4").reshape(rows, cols)
        if not np.isfinite(window).all():
            raise Refused("the window holds a value that is not finite")
        scaled = self.scaler.apply(window)[np.newaxis]
        probabilities = self.session.run(None, {self.session.get_inputs()[0].name: scaled})[0][0]
        if not np.isfinite(probabilities).all():
            raise ValueError("the network answered with NaN")
        manifest = self.manifest
        return {
            "modelId": manifest["id"],
            "featureHash": manifest["featureHash"],
            "probabilities": [float(p) for p in probabilities],
            "temperature": manifest["temperature"],
            "classMoveBps": manifest["classMoveBps"],
            "prior": manifest["prior"],
        }


def handler_of(bundle):
    """The class that answers HTTP requests for a bundle."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            self.reply(200 if self.path == "/ping" else 404, {"modelId": bundle.manifest["id"]})

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.path != "/invocations":
                self.reply(404, {"error": "POST /invocations would be right"})
                return
            attributes = dict(part.partition("=")[::2] for part in (self.headers.get(ATTRIBUTES) or "").split(","))
            try:
                self.reply(200, bundle.answer(body, attributes.get("featureHash")))
            except Refused as refusal:
                self.reply(400, {"error": str(refusal)})
            except Exception as error:
                self.reply(500, {"error": str(error)})

        def reply(self, status, content):
            data = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format, *arguments):
            pass

    return Handler


def main():
    bundle = Bundle(os.environ.get("MODEL_DIR", "/opt/ml/model"))
    host, port = os.environ.get("SERVE_HOST", "0.0.0.0"), int(os.environ.get("SERVE_PORT", "8080"))
    server = ThreadingHTTPServer((host, port), handler_of(bundle))
    print(json.dumps({"serving": bundle.manifest["id"], "port": server.server_port}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
