# /// script
# dependencies = ["torch"]
# ///
"""Train a small network to tell two spirals apart.

The whole loop that larger projects hide behind a trainer: batches, forward pass, loss, gradients, a step of the
optimizer, and an accuracy that is measured without gradients.
"""

import math

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def spirals(points: int, noise: float = 0.1) -> TensorDataset:
    """Make two interleaved spirals, one for each class."""
    turn = torch.linspace(0.5, 3 * math.pi, points)
    arms = []
    for sign in (1, -1):
        arm = torch.stack([turn.cos(), turn.sin()], dim=1) * turn.unsqueeze(1) * sign
        arms.append(arm + noise * torch.randn_like(arm))
    labels = torch.arange(2).repeat_interleave(points)
    return TensorDataset(torch.cat(arms), labels)


class Classifier(nn.Module):
    """Two hidden layers, one score for each class."""

    def __init__(self, width: int = 64):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(2, width),
            nn.ReLU(),
            nn.Linear(width, width),
            nn.ReLU(),
            nn.Linear(width, 2),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x)


torch.manual_seed(7)
device = "cuda" if torch.cuda.is_available() else "cpu"

batches = DataLoader(spirals(500), batch_size=64, shuffle=True)
model = Classifier().to(device)
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2, weight_decay=1e-3)

for epoch in range(20):
    model.train()
    total = 0.0
    for inputs, labels in batches:
        inputs, labels = inputs.to(device), labels.to(device)
        optimizer.zero_grad(set_to_none=True)
        loss = loss_function(model(inputs), labels)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
        optimizer.step()
        total += loss.item() * len(labels)
    print(f"epoch {epoch:>2}  loss {total / len(batches.dataset):.4f}")

model.eval()
with torch.inference_mode():
    points, labels = spirals(200).tensors
    predicted = model(points.to(device)).argmax(dim=1).cpu()
    print(f"accuracy {(predicted == labels).float().mean():.1%}")

torch.save(model.state_dict(), "spirals.pt")
