"""The coach: guides, search and model together, loaded in the background, and what they do for a person."""

import logging
import threading
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from coach import prompts
from coach.cancel import Cancel
from coach.config import EMBEDDER, Settings
from coach.errors import CoachError
from coach.grading.grader import Grader, Grading
from coach.grading.rubric import rubric
from coach.grading.types import Assessment
from coach.guides.library import Library, load_library, read_folder
from coach.guides.types import Guide, Question
from coach.index.search import Index
from coach.index.types import Embedder, Report, SearchResult
from coach.interview.answers import checked, language_notice, readable
from coach.interview.explain import Explained, Source, explain, find_sources, question_on
from coach.interview.follow_up import follow_ups
from coach.interview.loading import Loading
from coach.interview.rephrasing import rephrase
from coach.interview.review import Found, find_question
from coach.interview.revision import Revision, revise
from coach.interview.types import FollowUpQuestion, Turn
from coach.llm.types import LanguageModel

if TYPE_CHECKING:
    from coach.index.build import BuildSummary

log = logging.getLogger(__name__)

FOLLOW_UPS = 3  # proposed after a review; an interview asks for one
PASSAGES = 8  # found by a search
MAX_QUERY_CHARACTERS = 1_000  # a question about a concept, with room to spare


@dataclass(frozen=True, slots=True)
class Search:
    """The guides, searchable. `library` is what the index was made of."""

    library: Library
    index: Index
    embedder: Embedder
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known before the first sentence: the sources, none of them when the guides hold nothing on it."""

    query: str
    sources: tuple[Source, ...]
    search: Search  # that found them: the coach's may be another one by now

    @property
    def declined(self) -> bool:
        """Whether there is nothing to explain from."""
        return not self.sources


class Coach:
    """Everything that the page and the terminal offer. Reads the guides at once; the rest loads when `start` or a first use asks for it."""

    def __init__(self, settings: Settings, *, may_be_empty: bool = False) -> None:
        """Raises CoachError when there are no guides, unless that may be."""
        self.settings = settings
        self.library: Library = read_folder(settings.content_path) if may_be_empty else load_library(settings.content_path)
        self.embedder: Loading[Embedder] = Loading("Search", self._load_embedder)
        self.search: Loading[Search] = Loading("Search", self._load_search)
        self.model: Loading[LanguageModel] = Loading("Model", self._load_model)
        self._grader: Grader | None = None
        self._making_grader = threading.Lock()
        self._reloading = threading.Lock()
        self._guides = {guide.id: guide for guide in self.library.guides}  # also those that are gone: what was said of their questions is shown with them

    def start(self, *, read_ahead: bool = False) -> None:
        """Load search and model in the background; `read_ahead` has the model read what all gradings share, once it is there."""
        self.search.start()
        self.model.start()
        if read_ahead:
            threading.Thread(target=self._read_ahead, name="read ahead", daemon=True).start()

    def retry(self, settings: Settings) -> None:
        """Load once more what failed to load, as these settings say; what is loaded or loading stays as it is: somebody may be at work with it."""
        if self.search.progress.error:
            self.search = Loading("Search", self._load_search)
        if self.model.progress.error:
            self.settings = settings
            self.model = Loading("Model", self._load_model)
        self.start()

    def grader(self, cancel: Cancel | None = None) -> Grader:
        """The one grader, which remembers what it has measured, once everything is loaded. Raises Stopped."""
        embedder, model = self.search.wait(cancel).embedder, self.model.wait(cancel)
        with self._making_grader:
            self._grader = self._grader or Grader(embedder, model)
            return self._grader

    def guide_of(self, question: Question) -> Guide:
        """The guide that a question is from, also when it was deleted since the coach was started. Raises CoachError when that never had it."""
        return self._guides.get(question.guide_id) or self.library.guide(question.guide_id)

    def reload(self, report: Report, cancel: Cancel) -> "BuildSummary | None":
        """Read the guides again and bring the index up to date; then both are used together. What is under way keeps what it began with.

        The value says what was done to the index, None for nothing. Raises CoachError when a guide can't be read any more or the index can't be
        written, Stopped; the coach then goes on with what it had.
        """
        from coach.index.build import open_index

        with self._reloading:
            embedder = self.embedder.wait(cancel)
            library = read_folder(self.settings.content_path)
            _expect_readable(self.library, library)
            opened = open_index(library, embedder, self.settings.index_path, self.settings.content_path, report, cancel)
            self._guides = self._guides | {guide.id: guide for guide in library.guides}
            self.library = library
            self.search.put(Search(library, opened.index, embedder, tuple(opened.notices)))
            return opened.summary

    def prepare(self, question: Question, cancel: Cancel) -> None:
        """Do ahead, while the candidate thinks, what grading an answer will need. Raises Stopped."""
        self.grader(cancel).prepare(question, cancel)

    def grade(self, question: Question, answer: str, cancel: Cancel | None = None) -> Iterator[Grading]:
        """The grading as it proceeds. Raises CoachError for an answer that can't be judged, or a question without a model answer."""
        answer = checked(answer)
        if not rubric(question):
            path = self.guide_of(question).path
            raise CoachError(f"{path}:{question.line}: the guide gives no model answer to this question, so there is nothing to judge by; add one.")
        return self.grader(cancel).grade(question, answer, cancel)

    def grade_follow_up(self, before: Assessment, asked: str, text: str, cancel: Cancel | None = None) -> Iterator[Grading]:
        """The grading of the answer to the follow-up `asked`, together with the answer before. Raises CoachError for an answer that can't be judged."""
        return self.grader(cancel).grade_follow_up(before, asked, checked(text), cancel)

    def notices(self, question: Question, answer: str) -> list[str]:
        """What the candidate should know about an odd answer: another language, an answer to another question."""
        answer = checked(answer)
        found = [language_notice(answer)]
        other = self.find_question(answer)
        if other.question is not None and other.question.id != question.id and other.is_clear:
            found.append(f"This seems to answer another question: “{other.question.text}”")
        return [notice for notice in found if notice]

    def revise(self, assessment: Assessment, cancel: Cancel | None = None) -> Iterator[Revision]:
        """An improved version of the answer as it grows; nothing where there is nothing to improve, or to improve on."""
        return revise(assessment, self.search.wait(cancel).embedder, self.model.wait(cancel), cancel)

    def follow_ups(self, turn: Turn, cancel: Cancel | None = None, *, count: int = FOLLOW_UPS, avoiding: Collection[str] = ()) -> list[FollowUpQuestion]:
        """What an interviewer would ask next, the best question first: `count` at most, none of the texts in `avoiding`. Raises Stopped."""
        return list(islice(follow_ups(turn, self.search.wait(cancel).embedder, self.model.wait(cancel), cancel, avoiding), count))

    def rephrase(self, question: Question, cancel: Cancel | None = None) -> str | None:
        """The question in simpler words, None where the model's words do not pass. Raises Stopped."""
        return rephrase(question, self.search.wait(cancel).embedder, self.model.wait(cancel), cancel)

    def find_question(self, answer: str, question_text: str | None = None, cancel: Cancel | None = None) -> Found:
        """The question that was meant by its text, or else the one that an answer seems to be to. Raises CoachError for an overlong question."""
        asked = _short(question_text, "question") if question_text is not None else None
        search = self.search.wait(cancel)
        return find_question(search.library, search.index, answer, asked or None)

    def find_passages(self, query: str, cancel: Cancel | None = None) -> SearchResult:
        """The passages closest to a query; none when nothing in the guides is relevant. Raises CoachError for an empty or overlong query, Stopped."""
        query = _short(query, "query")
        if not query:
            raise CoachError("There is nothing to search for: write a few words.")
        return self.search.wait(cancel).index.search(query, PASSAGES)

    def look_up(self, query: str, cancel: Cancel | None = None) -> Explanation:
        """The sources for an explanation. Raises CoachError for an empty or overlong query."""
        query = _short(query, "text to explain")
        if not query:
            raise CoachError("There is nothing to explain: write a concept or a question.")
        search = self.search.wait(cancel)
        return Explanation(query, tuple(find_sources(query, search.library, search.index)), search)

    def explain(self, explanation: Explanation, cancel: Cancel | None = None) -> Iterator[Explained]:
        """The explanation's sentences as they are written."""
        return explain(explanation.query, explanation.sources, explanation.search.embedder, self.model.wait(cancel), cancel)

    def question_on(self, explanation: Explanation) -> Question | None:
        """The question that is closest to what was explained, None when there is none on it. It is from the guides as they were when that was looked up."""
        return question_on(explanation.query, explanation.sources, explanation.search.library, explanation.search.index)

    def _read_ahead(self) -> None:
        try:
            self.model.wait().prefill(prompts.holistic("", ""))
        except CoachError as error:  # the status line shows why loading failed
            log.info("not read ahead: %s", error)

    def _load_search(self, report: Callable[[str, float | None], None]) -> Search:
        from coach.index.build import open_index

        embedder, library = self.embedder.wait(), self.library
        opened = open_index(
            library,
            embedder,
            self.settings.index_path,
            self.settings.content_path,
            report=lambda progress: report(progress.message, progress.share),
        )
        return Search(library, opened.index, embedder, tuple(opened.notices))

    def _load_embedder(self, _report: Callable[[str, float | None], None]) -> Embedder:
        from coach.index.embedder import SentenceEmbedder
        from coach.models.verify import locate

        return SentenceEmbedder(locate(EMBEDDER, self.settings.models_path))

    def _load_model(self, report: Callable[[str, float | None], None]) -> LanguageModel:
        from coach.llm import open_model

        return open_model(self.settings, lambda share: report("loading", share))


def _expect_readable(before: Library, now: Library) -> None:
    """Raises CoachError when a guide's file is still there but is no guide any more: the coach would lose it over a slip."""
    read = {guide.path for guide in now.guides}
    for guide in before.guides:
        if guide.path not in read and (why := next((problem for problem in now.problems if problem.path == guide.path), None)):
            raise CoachError(f"{why}; then try again. Until then the coach goes on with the guides that it has.")


def _short(text: str, what: str) -> str:
    """The text, readable. Raises CoachError when it is overlong."""
    text = readable(text)
    if len(text) > MAX_QUERY_CHARACTERS:
        raise CoachError(f"The {what} has {len(text):,} characters and the coach reads up to {MAX_QUERY_CHARACTERS:,}; shorten it.")
    return text
