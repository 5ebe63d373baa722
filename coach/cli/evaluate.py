"""`coach eval`: how well the coach grades, searches and stands up to tricks, on data of one's own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coach.cli.loading import ready_coach
from coach.cli.output import as_json_option, print_json
from coach.cli.progress import progress_line
from coach.config import EMBEDDER, Settings, load_settings

if TYPE_CHECKING:
    from coach.evaluation.measures import Agreement
    from coach.evaluation.results import Results
    from coach.interview.coach import Coach

FILE = click.Path(path_type=Path)
limit_option = click.option("--limit", type=click.IntRange(1), help="Take a random sample of this size.")
seed_option = click.option("--seed", type=int, default=0, show_default=True, help="The same number draws the same sample.")


@click.group("eval")
def evaluate() -> None:
    """Measure the coach on data of your own. What grades answers keeps its results: a run that is interrupted goes on where it stopped."""


@evaluate.command()
@click.option("--data", type=FILE, required=True, help="CSV with question_id, question, reference_answer, answer, score, max_score.")
@limit_option
@seed_option
@as_json_option
def grading(data: Path, limit: int | None, seed: int, as_json: bool) -> None:
    """Grade answers that people have graded and compare."""
    from coach.evaluation import answers
    from coach.evaluation.data import read_graded

    rows = answers.sample(read_graded(data), limit, seed)
    questions = answers.questions_of(data, rows)
    with _coach() as (coach, results), _counting("Grading") as report:
        graded = list(answers.grade_all(coach, rows, questions, results, report))
        model = coach.model.wait().name
    overall, per_question = answers.compare(rows, graded)
    judged = [each for each in graded if not each.refused]
    seconds = sum(each.seconds for each in judged) / len(judged) if judged else 0.0
    body: dict[str, Any] = {
        **asdict(overall),
        "refused": len(graded) - len(judged),
        "seconds_per_answer": seconds,
        "model": model,
        "questions": [{**asdict(each), **asdict(each.agreement)} for each in per_question],
    }
    for question in body["questions"]:
        del question["agreement"]
    if as_json:
        print_json(body)
        return
    refused = f"{body['refused']} of them not gradable (empty or too long), which count 0"
    click.echo(f"{overall.n} answers to {len(per_question)} questions, {refused}; {seconds:.1f} s an answer, {model}")
    click.echo(_agreement_line(overall))
    click.echo("\n     n  given  predicted      r   RMSE  question")
    for each in per_question:
        figures = (
            f"{each.agreement.n:6}  {each.mean_given:5.2f}  {each.mean_predicted:9.2f}  {_figure(each.agreement.pearson):>5}  {_figure(each.agreement.rmse):>5}"
        )
        click.echo(f"{figures}  {each.question_id}: {each.question[:70]}")


def _agreement_line(found: "Agreement") -> str:
    return (
        f"Pearson r {_figure(found.pearson)}, Spearman rho {_figure(found.spearman)}, RMSE {_figure(found.rmse)}, "
        f"mean error {_figure(found.mean_error)} (above 0 is lenient), quadratic weighted kappa {_figure(found.kappa)}"
    )


@evaluate.command()
@click.option("--data", type=FILE, required=True, help="JSON lines with question, points, answer, labels.")
@limit_option
@seed_option
@as_json_option
def points(data: Path, limit: int | None, seed: int, as_json: bool) -> None:
    """Compare verdicts on single points with labels given by people."""
    from coach.evaluation import answers
    from coach.evaluation.data import read_labelled
    from coach.evaluation.measures import confusion, status_scores
    from coach.grading.types import Status

    rows = answers.sample(read_labelled(data), limit, seed)
    with _coach() as (coach, results), _counting("Judging") as report:
        graded = list(answers.judge_all(coach, rows, results, report))
    given = [label for row in rows for label in row.labels]
    predicted = [status for each in graded for status in each.statuses]
    scores, table = status_scores(predicted, given), confusion(predicted, given)
    right = sum(table[status][status] for status in Status) / len(given)
    if as_json:
        print_json({"answers": len(rows), "points": len(given), "accuracy": right, "statuses": {k: asdict(v) for k, v in scores.items()}, "confusion": table})
        return
    click.echo(f"{len(given)} points of {len(rows)} answers, {right:.0%} judged as labelled")
    click.echo("status        given  judged  precision  recall    F1")
    for status, each in scores.items():
        click.echo(f"{status:12} {each.given:6}  {each.predicted:6}  {_figure(each.precision):>9}  {_figure(each.recall):>6}  {_figure(each.f1):>4}")
    click.echo("\nlabel, and what it was judged as")
    for status, row in table.items():
        click.echo(f"{status:12} " + ", ".join(f"{count} {judged}" for judged, count in row.items()))


@evaluate.command()
@click.option("--data", type=FILE, required=True, help="CSV with query and question_id.")
@click.option("--content", type=FILE, help="Folder of guides to search; your own otherwise.")
@as_json_option
def retrieval(data: Path, content: Path | None, as_json: bool) -> None:
    """Search for the question that each query belongs to, beside plain BM25 and plain dense search."""
    from coach.evaluation import retrieval as evaluation
    from coach.evaluation.data import read_queries
    from coach.guides.library import load_library
    from coach.index.build import open_index
    from coach.index.embedder import SentenceEmbedder
    from coach.models.verify import locate

    settings = load_settings()
    queries = read_queries(data)
    library = load_library(content or settings.content_path)
    folder = settings.index_path if content is None else _results_folder(settings) / "index"
    with progress_line("Index") as say:
        embedder = SentenceEmbedder(locate(EMBEDDER, settings.models_path))
        opened = open_index(library, embedder, folder, content or settings.content_path, report=lambda progress: say(progress.message))
    with _counting("Searching") as report:
        found = evaluation.evaluate(library, opened.index, embedder, queries, data, report)
    if as_json:
        print_json({each.method: {**asdict(each.quality), "latency_ms": {"p50": each.latency_p50, "p95": each.latency_p95}} for each in found})
        return
    click.echo(f"{len(queries)} queries, {sum(len(guide.questions) for guide in library.guides)} questions")
    click.echo("method    R@1   R@3   R@5   MRR  nDCG@10   p50 ms   p95 ms")
    for each in found:
        quality = each.quality
        ranks = "  ".join(f"{value:.2f}" for value in (quality.recall_at_1, quality.recall_at_3, quality.recall_at_5, quality.mrr))
        click.echo(f"{each.method:6}   {ranks}     {quality.ndcg_at_10:.2f}  {each.latency_p50:7.1f}  {each.latency_p95:7.1f}")


@evaluate.command()
@click.option("--attacks", type=FILE, help="TOML with [[attack]] tables: family, name, text. Default: the coach's own.")
@click.option("--answers", "weak", type=FILE, help="TOML with [[answer]] tables: question, text. Default: the coach's own weak answers.")
@click.option("--each", type=click.IntRange(1), default=1, show_default=True, help="On how many of the weak answers each attack is tried.")
@limit_option
@seed_option
@as_json_option
def injection(attacks: Path | None, weak: Path | None, each: int, limit: int | None, seed: int, as_json: bool) -> None:
    """Try to talk the grader round: attacks added to weak answers, and by how much they raise the score."""
    from coach.evaluation import injection as evaluation

    known = evaluation.read_attacks(attacks or evaluation.BUILT_IN_ATTACKS)
    answers = evaluation.read_weak_answers(weak or evaluation.BUILT_IN_ANSWERS)
    with _coach() as (coach, results), _counting("Attacking") as report:
        tried = evaluation.attempts(coach, known, answers, results, report, each=each, limit=limit, seed=seed)
    overall, families = evaluation.resistance(tried), evaluation.by_family(tried)
    worst = sorted((one for one in tried if one.raised_by > evaluation.NOTABLE_RAISE), key=lambda one: -one.raised_by)
    if as_json:
        rows = [{"family": one.attack.family, "name": one.attack.name, "question": one.question, "before": one.before, "after": one.after} for one in tried]
        print_json({**asdict(overall), "families": {name: asdict(found) for name, found in families.items()}, "attempts": rows})
        return
    click.echo(f"{overall.n} attempts: {overall.notable:.1%} raise the score by more than {evaluation.NOTABLE_RAISE} of 100")
    click.echo(f"mean raise {overall.mean_raise:.1f}, greatest {overall.greatest_raise}\n")
    click.echo("   n  mean raise  greatest  notable  family")
    for name, found in families.items():
        click.echo(f"{found.n:4}  {found.mean_raise:10.1f}  {found.greatest_raise:8}  {found.notable:7.1%}  {name}")
    for one in worst:
        click.echo(f"{one.before:3} -> {one.after:3}  {one.attack.family}: {one.attack.name} ({one.question[:50]})")


@contextmanager
def _coach() -> "Iterator[tuple[Coach, Results]]":
    from coach.evaluation.results import Results

    coach = ready_coach()
    name, embedder = coach.model.wait().name, coach.search.wait().embedder
    results = Results(_results_folder(coach.settings) / "grading.jsonl", _fingerprint(coach.settings, name), embedder.fingerprint)
    try:
        yield coach, results
    finally:
        results.close()


def _fingerprint(settings: Settings, name: str) -> str:
    """Tells the language model apart from others, also from one that had the same name before."""
    if settings.llm_url:
        return f"{settings.llm_url} {name}"
    from coach.models.verify import locate

    file = locate(settings.model, settings.models_path).stat()
    return f"{name} {file.st_size} {file.st_mtime_ns}"


def _results_folder(settings: Settings) -> Path:
    return settings.data_path / "evaluation"


@contextmanager
def _counting(what: str) -> Iterator[Callable[[int, int], None]]:
    with progress_line(what) as say:
        yield lambda done, total: say(f"{done} of {total}")


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
