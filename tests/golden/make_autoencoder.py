#!/usr/bin/python3
"""Writes autoencoder.json beside this file: the lesson of that name as Debian 12's PyTorch 1.13 and scikit-learn 1.2
compute it. Needs python3-torch and python3-sklearn."""
import json, pathlib
import numpy as np
import torch
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from torch import nn

SEED, EPOCHS, WIDTH = 0, 1000, 32
RATES = dict(linear=3e-2, tanh=1e-2)
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)

digits = load_digits()
x_train, x_test, y_train, y_test = train_test_split(digits.data / 16, digits.target, test_size=0.2,
                                                    stratify=digits.target, random_state=np.random.RandomState(SEED))
train, test = torch.tensor(x_train), torch.tensor(x_test)
checkpoints, final, neighbours = [], {}, {}


def judge(name, near_train, near_test, code_train, code_test):
    """Errors of the pictures that come back, and how well five neighbours among the codes know a digit."""
    final[name] = dict(train_mse=((near_train - x_train) ** 2).mean(), test_mse=((near_test - x_test) ** 2).mean())
    neighbours[name] = KNeighborsClassifier(5).fit(code_train, y_train).score(code_test, y_test)


neighbours["pixels"] = KNeighborsClassifier(5).fit(x_train, y_train).score(x_test, y_test)
pca = PCA(2).fit(x_train)
a, b = pca.transform(x_train), pca.transform(x_test)
judge("pca", pca.inverse_transform(a), pca.inverse_transform(b), a, b)

values = dict(pixel_mean=x_train.mean(), counts=np.bincount(y_train).tolist(), y_test_first10=y_test[:10].tolist(),
              variance_ratio=pca.explained_variance_ratio_.tolist())
for run in ("linear", "tanh"):
    torch.manual_seed(SEED)
    if run == "linear":
        encoder, decoder = nn.Linear(64, 2), nn.Linear(2, 64)
    else:
        encoder = nn.Sequential(nn.Linear(64, WIDTH), nn.Tanh(), nn.Linear(WIDTH, 2))
        decoder = nn.Sequential(nn.Linear(2, WIDTH), nn.Tanh(), nn.Linear(WIDTH, 64))
        values["first_weights"] = encoder[0].weight[0, :3].tolist()
    adam = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=RATES[run])
    for epoch in range(EPOCHS):
        loss = nn.functional.mse_loss(decoder(encoder(train)), train)
        adam.zero_grad()
        loss.backward()
        adam.step()
        if epoch % 50 == 0 or epoch == EPOCHS - 1:
            checkpoints.append(dict(run=run, epoch=epoch, loss=loss.item()))
    with torch.no_grad():
        a, b = encoder(train), encoder(test)
        judge(run, decoder(a).numpy(), decoder(b).numpy(), a.numpy(), b.numpy())
        final[run]["code_first3"] = b[:3].tolist()
final["neighbours"] = neighbours

pathlib.Path(__file__).with_name("autoencoder.json").write_text(json.dumps(
    dict(lesson="autoencoder", seed=SEED, epochs=EPOCHS, checkpoints=checkpoints, final=final, values=values),
    separators=(",", ":")) + "\n")
