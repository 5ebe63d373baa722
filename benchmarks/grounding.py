"""How well is it told whether a written sentence rests on a passage? Prints the figures of docs/grounding.md; takes two minutes on 2 cores.

    python benchmarks/grounding.py

The sentences and their labels are in tests/interview/support.toml. Each is held to the passage of its topic that it is closest to.
"""

import tomllib
from pathlib import Path

from coach import prompts
from coach.config import DEFAULT_MODEL, EMBEDDER, load_settings
from coach.evaluation.relevance import best_threshold, error_rates
from coach.index.embedder import SentenceEmbedder
from coach.interview.grounding import SUPPORT_LOG_ODDS, SUPPORT_SIMILARITY, foreign_terms, similarities
from coach.llm.local import LocalModel
from coach.models.verify import locate

TOPICS = tomllib.loads((Path(__file__).resolve().parent.parent / "tests" / "interview" / "support.toml").read_text("utf-8"))["topic"]
HALVES = ("tune", "held-out")
LABELS = ("supported", "unsaid", "contradicting")

Measured = tuple[str, str, str, float, float, bool]  # half, label, sentence, cosine, log-odds, whether it names something foreign


def measure(embedder: SentenceEmbedder, model: LocalModel) -> list[Measured]:
    """Every sentence with what the checks see."""
    rows: list[Measured] = []
    for topic in TOPICS:
        for label in LABELS:
            cosines = [similarities(topic[label], passage, embedder) for passage in topic["passages"]]
            for column, sentence in enumerate(topic[label]):
                closest, passage = max((row[column], text) for row, text in zip(cosines, topic["passages"], strict=True))
                [odds] = model.yes_no_log_odds(prompts.support(passage), [prompts.support_probe(sentence)])
                rows.append((topic["half"], label, sentence, closest, odds, bool(foreign_terms(sentence, [topic["name"], passage]))))
    return rows


def main() -> None:
    """Derive both thresholds and count what each check, and all of them together, let through."""
    models = load_settings().models_path
    rows = measure(SentenceEmbedder(locate(EMBEDDER, models)), LocalModel(locate(DEFAULT_MODEL, models), context=2048))
    cosine = {(half, label): [row[3] for row in rows if row[:2] == (half, label)] for half in HALVES for label in LABELS}
    odds = {(half, label): [row[4] for row in rows if row[:2] == (half, label)] for half in HALVES for label in LABELS}
    derived = best_threshold(cosine["tune", "supported"], cosine["tune", "unsaid"])
    print(f"similarity: derived {derived:.3f}, in use {SUPPORT_SIMILARITY}")
    derived = best_threshold(odds["tune", "supported"], odds["tune", "unsaid"] + odds["tune", "contradicting"])
    print(f"log-odds: least mean error at {derived:.3f}, in use {SUPPORT_LOG_ODDS}")
    for name, found, thresholds in (("similarity", cosine, (0.45, 0.5, 0.55, 0.6, 0.65)), ("log-odds", odds, (-0.2, 0.0, 0.2, 0.4, 0.6, 0.8))):
        print(f"{name:10} | half     | supported left out | unsaid let through | contradicting let through")
        for threshold in thresholds:
            for half in HALVES:
                rates = [error_rates(found[half, "supported"], found[half, label], threshold) for label in LABELS[1:]]
                print(f"{threshold:10.2f} | {half:8} | {rates[0].false_negative:18.2f} | {rates[0].false_positive:18.2f} | {rates[1].false_positive:.2f}")
    print("half     label         of  close  names nothing foreign  model says yes  all three")
    for half in HALVES:
        for label in LABELS:
            part = [row for row in rows if row[:2] == (half, label)]
            close, own, yes = ([check(row) for row in part] for check in (_is_close, _is_own, _is_said))
            together = [all(checks) for checks in zip(close, own, yes, strict=True)]
            print(f"{half:8} {label:13} {len(part):2} {sum(close):6} {sum(own):22} {sum(yes):15} {sum(together):10}")
    for row in rows:
        if (row[1] == "supported") != (_is_close(row) and _is_own(row) and _is_said(row)):
            print(f"  {'left out' if row[1] == 'supported' else 'let through'} ({row[0]}, {row[1]}) {row[3]:.2f} {row[4]:+.2f} {row[2]}")


def _is_close(row: Measured) -> bool:
    return row[3] >= SUPPORT_SIMILARITY


def _is_own(row: Measured) -> bool:
    return not row[5]


def _is_said(row: Measured) -> bool:
    return row[4] >= SUPPORT_LOG_ODDS


if __name__ == "__main__":
    main()
