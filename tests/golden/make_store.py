#!/usr/bin/env python3
"""Writes store/torch.safetensors and store/outputs.json beside itself: a state dict of PyTorch for gradus to load, and
what PyTorch computes with it and with store/made, a model folder of gradus, from whose files alone it makes the model.

The folder made is written by `test_store --gtest_also_run_disabled_tests --gtest_filter='*WritesTheGoldenFolder'`.
Made with Debian 12's python3-torch (1.13): env -u OPENBLAS_CORETYPE /usr/bin/python3 make_store.py
"""
import json, pathlib, struct
import numpy as np, torch
from torch import nn

torch.set_num_threads(1)
folder = pathlib.Path(__file__).with_name("store")
TYPES = {"F32": np.float32, "F64": np.float64, "I64": np.int64, "I32": np.int32, "U8": np.uint8, "BOOL": np.bool_}
CODES = {np.dtype(t): code for code, t in TYPES.items()}


def read_safetensors(path):
    data = path.read_bytes()
    length, = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    header.pop("__metadata__", None)
    body = data[8 + length:]
    return {name: torch.from_numpy(np.frombuffer(body[slice(*entry["data_offsets"])], TYPES[entry["dtype"]])
                                   .reshape(entry["shape"]).copy()) for name, entry in header.items()}


def write_safetensors(path, state):
    header, body = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in sorted(state.items(), key=lambda item: -item[1].element_size()):
        array = np.ascontiguousarray(tensor.numpy())
        header[name] = {"dtype": CODES[array.dtype], "shape": list(tensor.shape),
                        "data_offsets": [len(body), len(body) + array.nbytes]}
        body += array.tobytes()
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + body)


def build(told):
    """The architecture of gradus names PyTorch's types and arguments."""
    told = dict(told)
    kind = told.pop("type")
    if kind == "Sequential":
        model = nn.Sequential()
        for name, layer in told["layers"].items():
            model.add_module(name, build(layer))
        return model
    return getattr(nn, kind)(**{name: tuple(v) if isinstance(v, list) else v for name, v in told.items()})


def net():
    return nn.Sequential(nn.Conv2d(1, 3, 3, padding=1), nn.BatchNorm2d(3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
                         nn.Linear(12, 4))


x = torch.arange(32, dtype=torch.float32).reshape(2, 1, 4, 4) / 16 - 1
torch.manual_seed(4)
model = net()
model(x)
write_safetensors(folder / "torch.safetensors", model.state_dict())
outputs = {"torch": model.eval()(x).tolist()}

told = json.loads((folder / "made" / "architecture.json").read_text())
made = build(told["model"])
made.load_state_dict(read_safetensors(folder / "made" / "weights.safetensors"), strict=True)
outputs["text"] = str(made)
outputs["made"] = made.eval()(x).tolist()
(folder / "outputs.json").write_text(json.dumps(outputs, separators=(",", ":")) + "\n")
