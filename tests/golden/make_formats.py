#!/usr/bin/env python3
"""Writes the folder formats beside itself: small files as other programs write them, for the tests of gradus/io.

Made with Debian 12's python3-numpy (1.24), python3-torch (1.13), python3-h5py (3.7),
python3-pil (9.4): env -u OPENBLAS_CORETYPE /usr/bin/python3 make_formats.py
"""

import io
import json
import os
import struct
import zlib

import h5py
import numpy as np
import torch
from PIL import Image

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "formats")
os.makedirs(FOLDER, exist_ok=True)


def write(name, content):
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(content)


# safetensors, by hand: the package is not in Debian.
RANKS = ["BOOL", "U8", "I8", "I16", "U16", "F16", "BF16", "I32", "U32", "F32", "F64", "I64", "U64"]
CODES = {"bool": "BOOL", "uint8": "U8", "int8": "I8", "int16": "I16", "uint16": "U16", "float16": "F16", "int32": "I32",
         "uint32": "U32", "float32": "F32", "float64": "F64", "int64": "I64", "uint64": "U64"}


def safetensors(tensors, metadata=None):
    """Tensors by name as (code, shape, bytes) or NumPy arrays."""
    whole = {}
    for name, value in tensors.items():
        if isinstance(value, np.ndarray):
            value = (CODES[value.dtype.name], list(value.shape), value.tobytes())
        whole[name] = value
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for name in sorted(whole, key=lambda n: (-RANKS.index(whole[n][0]), n)):
        code, shape, content = whole[name]
        header[name] = {"dtype": code, "shape": shape, "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def bfloat16(values):
    return struct.pack(f"<{len(values)}H", *(struct.unpack("<I", struct.pack("<f", v))[0] >> 16 for v in values))


torch.manual_seed(0)
linear = torch.nn.Linear(3, 2)
write("linear.safetensors", safetensors({n: t.detach().numpy() for n, t in linear.state_dict().items()}, {"format": "pt"}))

OWN = {
    "b": np.array([True, False, True]),
    "u8": np.arange(3, dtype=np.uint8),
    "i32": np.array([[-1, 2]], dtype=np.int32),
    "i64": np.array(-(2**62), dtype=np.int64),
    "f32": np.array([[1.5, -0.0, np.inf], [0.1, 2.0, 3.0]], dtype=np.float32),
    "f64": np.array([0.1, 1e300]),
    "empty": np.zeros((0, 4), dtype=np.float32),
    "ä \"quoted\"": np.zeros(1, dtype=np.float32),
}
write("own.safetensors", safetensors(OWN, {"epoch": "3", "note": "a\nb"}))
write("widened.safetensors", safetensors({
    "i8": np.array([-128, 127], dtype=np.int8),
    "i16": np.array([-32768, 32767], dtype=np.int16),
    "u16": np.array([65535], dtype=np.uint16),
    "u32": np.array([2**32 - 1], dtype=np.uint32),
    "u64": np.array([2**63 - 1], dtype=np.uint64),
    "f16": np.array([1.0, -2.5, 65504.0, 6e-8, 6.1e-5, np.inf, -0.0], dtype=np.float16),
    "bf16": ("BF16", [3], bfloat16([1.0, -3.0, 1e38])),
}))


# NPY and NPZ, by NumPy.
def npy(array, version=None, **options):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=version, **options)
    return file.getvalue()


GRID = np.arange(24, dtype=np.float32).reshape(2, 3, 4) / 8
write("grid.npy", npy(GRID))
write("fortran.npy", npy(np.asfortranarray(GRID)))
write("big.npy", npy(GRID.astype(">f8")))
write("version2.npy", npy(GRID, (2, 0)))
write("version3.npy", npy(GRID, (3, 0)))
write("scalar.npy", npy(np.array(7, dtype=np.int64)))
write("empty.npy", npy(np.zeros((0, 3), dtype=np.int32)))
write("bools.npy", npy(np.array([True, False])))
write("u8.npy", npy(np.arange(3, dtype=np.uint8)))
write("pickled.npy", npy(np.array([None, "x"], dtype=object), allow_pickle=True))
write("records.npy", npy(np.zeros(2, dtype=[("x", "<f4"), ("y", "<i4")])))
write("text.npy", npy(np.array(["ab", "c"])))
write("complex.npy", npy(np.zeros(2, dtype=complex)))
write("dates.npy", npy(np.zeros(2, dtype="M8[D]")))
write("too_large.npy", npy(np.array([1, 2**63], dtype=np.uint64)))
for short, values in (("i1", [-128, 127]), ("i2", [-32768, 32767]), ("u2", [0, 65535]), ("u4", [0, 2**32 - 1]),
                      ("u8", [0, 2**63 - 1]), ("f2", [0.5, -65504])):
    for order in "<>":
        write(f"{'little' if order == '<' else 'big'}_{short}.npy", npy(np.array(values, dtype=order + short)))


def npz(save, **arrays):
    file = io.BytesIO()
    save(file, **arrays)
    return file.getvalue()


write("stored.npz", npz(np.savez, grid=GRID, labels=np.array([2, 0, 1])))
write("packed.npz", npz(np.savez_compressed, grid=GRID, labels=np.array([2, 0, 1])))
write("pickled.npz", npz(np.savez, fine=GRID, objects=np.array([None], dtype=object)))


# IDX, the format of MNIST: big-endian, by hand.
def idx(code, array):
    big = array.astype(array.dtype.newbyteorder(">"))
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, code, array.ndim, *array.shape) + big.tobytes()


for code, kind, values in ((8, "u1", [0, 255]), (9, "i1", [-128, 127]), (11, "i2", [-32768, 258]), (12, "i4", [-(2**31), 258]),
                           (13, "f4", [0.5, -3.25]), (14, "f8", [0.1, 1e300])):
    write(f"{kind}.idx", idx(code, np.array([values, values], dtype=kind)))


# HDF5, by h5py.
def hdf5(name, fill, **options):
    with h5py.File(os.path.join(FOLDER, name), "w", **options) as file:
        fill(file)


def everything(file):
    file["grid"] = GRID
    file["group/deep/big"] = GRID.astype(">f8")
    file["scalar"] = np.int64(-7)
    file["bools"] = np.array([True, False, True])
    file["empty"] = np.zeros((0, 3), dtype=np.int32)
    for kind, values in (("u1", [0, 255]), ("i1", [-128, 127]), ("i2", [-32768, 258]), ("u2", [0, 65535]), ("u4", [0, 2**32 - 1]),
                         ("u8", [0, 2**63 - 1]), ("f2", [0.5, -65504])):
        file["kinds/" + kind] = np.array(values, dtype=kind)
    file.create_dataset("packed", data=np.arange(1000).reshape(100, 10) % 7, chunks=(30, 4), compression="gzip", shuffle=True)
    file["fixed"] = np.array([b"non-cat", b"cat"])
    file.create_dataset("variable", data=["ä", "", "long enough"], dtype=h5py.string_dtype())


hdf5("all.h5", everything)
hdf5("new.h5", everything, libver="latest")  # its groups hold the time at which they were made
hdf5("records.h5", lambda file: file.update({"records": np.zeros(2, dtype=[("x", "<f4")]), "fine": GRID}))
hdf5("too_large.h5", lambda file: file.update({"x": np.array([1, 2**63], dtype=np.uint64)}))
hdf5("claims.h5", lambda file: file.create_dataset("x", shape=(2**40,), chunks=(2**10,), dtype="f8"))
hdf5("wraps.h5", lambda file: file.create_dataset("x", shape=(2**40, 2**40), chunks=(1, 2**10), dtype="f8"))
hdf5("external.h5", lambda file: file.create_dataset("x", shape=(4,), dtype="u1", external=[("/etc/hostname", 0, 4)]))


# Pictures, by Pillow; beside each what its pixels are, [height, width, channels].
def picture(name, image, expected, **options):
    image.save(os.path.join(FOLDER, name), **options)
    write(name + ".npy", npy(np.ascontiguousarray(expected)))


rows, columns = np.mgrid[0:9, 0:13]
RGB = np.stack([rows * 28, columns * 20, (rows * 7 + columns * 11) % 256], 2).astype(np.uint8)
GREY = RGB[:, :, :1]
ALPHA = ((rows + columns) * 12).astype(np.uint8)[:, :, None]
RGBA = np.concatenate([RGB, ALPHA], 2)
picture("rgb.png", Image.fromarray(RGB), RGB)
picture("rgba.png", Image.fromarray(RGBA), RGBA)
picture("grey.png", Image.fromarray(GREY[:, :, 0]), GREY)
picture("grey_alpha.png", Image.fromarray(np.concatenate([GREY, ALPHA], 2), "LA"), np.concatenate([GREY, ALPHA], 2))
BITS = ((rows + columns) % 2).astype(bool)
picture("bits.png", Image.fromarray(BITS), (BITS[:, :, None] * 255).astype(np.uint8))
INDEXED = Image.fromarray((rows + columns).astype(np.uint8) % 5, "P")
PALETTE = np.array([[10, 20, 30], [255, 0, 0], [0, 255, 0], [0, 0, 255], [1, 2, 3]], dtype=np.uint8)
INDEXED.putpalette(PALETTE.flatten().tolist())
picture("palette.png", INDEXED, PALETTE[np.asarray(INDEXED)])
picture("palette_alpha.png", INDEXED, np.concatenate(
    [PALETTE[np.asarray(INDEXED)], np.where(np.asarray(INDEXED) == 2, 0, 255).astype(np.uint8)[:, :, None]], 2), transparency=2)
DEEP = (rows * 7001 + columns * 613).astype(np.uint16)
picture("deep.png", Image.fromarray(DEEP), ((DEEP.astype(np.uint32) * 255 + 32895) >> 16).astype(np.uint8)[:, :, None])


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def interlaced(pixels):
    """Adam7, which Pillow does not write."""
    height, width, channels = pixels.shape
    data = b""
    for y, x, down, right in ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)):
        for row in pixels[y::down, x::right]:
            if row.size:
                data += b"\0" + row.tobytes()
    header = struct.pack(">IIBBBBB", width, height, 8, {1: 0, 3: 2}[channels], 0, 0, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


write("interlaced.png", interlaced(RGB))
write("interlaced.png.npy", npy(RGB))
write("large.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 100001, 1000, 8, 0, 0, 0, 0)) +
      chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b""))
for name, image, options in (("rgb.jpg", Image.fromarray(RGB), {}), ("progressive.jpg", Image.fromarray(RGB), {"progressive": True}),
                             ("grey.jpg", Image.fromarray(GREY[:, :, 0]), {})):
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90, **options)
    write(name, file.getvalue())
    decoded = np.asarray(Image.open(file))
    write(name + ".npy", npy(decoded if decoded.ndim == 3 else decoded[:, :, None]))
Image.fromarray(RGBA, "CMYK").save(os.path.join(FOLDER, "cmyk.jpg"))
write("rgb.png.grey.npy", npy(np.asarray(Image.fromarray(RGB).convert("L"))[:, :, None]))
