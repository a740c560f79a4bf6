"""Linear layers with float32 inputs and outputs and a narrower product. Imports torch: only for the encoder."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn


class BFloat16Linear(nn.Module):  # type: ignore[misc]
    """`nn.Linear` whose product is computed in bfloat16."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.weight = layer.weight.detach().to(torch.bfloat16)
        self.bias = None if layer.bias is None else layer.bias.detach().to(torch.bfloat16)

    def forward(self, inputs: Tensor) -> Tensor:
        product = nn.functional.linear(inputs.to(torch.bfloat16), self.weight, self.bias)
        return cast(Tensor, product.float())


class Int8Linear(nn.Module):  # type: ignore[misc]
    """`nn.Linear` whose product is computed in int8, scaled per token and per output.

    The few columns in `wide`, whose inputs are far larger than the others, are kept out of it and computed in
    float32: they alone would take up the range of 255 steps.
    """

    def __init__(self, layer: nn.Linear, wide: Tensor) -> None:
        super().__init__()
        weight = layer.weight.detach().float()
        narrow = weight.clone()
        narrow[:, wide] = 0
        self.wide = wide
        self.wide_weight = weight[:, wide].t().contiguous()
        self.mask = torch.ones(layer.in_features)
        self.mask[wide] = 0
        self.scale = (narrow.abs().amax(dim=1) / 127).clamp_min(1e-9)
        self.weight = (narrow / self.scale[:, None]).round().to(torch.int8).t().contiguous()
        self.bias = torch.zeros(layer.out_features) if layer.bias is None else layer.bias.detach().float()

    def forward(self, inputs: Tensor) -> Tensor:
        rows = inputs.reshape(-1, inputs.shape[-1])
        narrow = rows * self.mask
        scale = (narrow.abs().amax(dim=1, keepdim=True) / 127).clamp_min(1e-9)
        steps = narrow.div_(scale).round_().to(torch.int8)
        product = torch._int_mm(steps, self.weight).float().mul_(scale).mul_(self.scale).add_(self.bias)
        product.addmm_(rows[:, self.wide], self.wide_weight)
        return cast(Tensor, product.reshape(*inputs.shape[:-1], -1))
