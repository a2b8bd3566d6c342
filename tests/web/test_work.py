"""Background work: asked for, done, cancelled, tried again, found after a worker died."""

import os
import signal
import subprocess
import sys
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from attain.engine.faults import Fault, Faulty
from attain.shell.models import User
from attain.shell.work import asking, kinds
from attain.shell.work.job import STOPPING
from attain.shell.work.kinds import Kind, Outcome
from attain.shell.work.models import State, Work
from attain.shell.work.performing import WORKER, performed

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def does(monkeypatch):
    """does(function) → a kind of work of that name which does it."""

    def added(function) -> str:
        name = f"test.{uuid4().hex[:6]}"
        monkeypatch.setitem(kinds._KINDS, name, Kind(name, "runs.kind.run", "run:start", function))
        return name

    return added


def done(work: Work) -> Work:
    """The work after the worker has had its turn."""
    work.refresh_from_db()
    performed(work.pk, work.task)
    work.refresh_from_db()
    return work


def well(job) -> Outcome:
    job.progress("run.step.read", 0.25)
    return Outcome("runs.done.export", {"file": job.given["name"]})


def test_work_is_asked_for_done_and_told(does, signed_in):
    user = User.objects.get(username="operations")
    work = asking.ask(does(well), user, {"name": "x.csv"}, "2026-10")
    assert (work.state, work.known_part) == (State.WAITING, None)
    assert DBTaskResult.objects.get(pk=work.task).status == "READY"
    work = done(work)
    assert (work.state, work.known_part, work.attempts) == (State.DONE, 1, 1)
    page = signed_in("operations").get(f"/work/{work.pk}/").content.decode()
    assert "x.csv is ready." in page
    assert "hx-trigger" not in page.partition('id="work-')[2].partition(">")[0]  # it moves no more


def test_sums_of_what_was_done_have_their_currency(does, signed_in):
    told = {"people": 3, "total": Decimal("12.5"), "currency": "CNY"}
    user = User.objects.get(username="operations")
    work = done(asking.ask(does(lambda _: Outcome("payroll.done.released", told)), user, {}))
    assert "3 people, CN¥12.50." in signed_in("operations").get(f"/work/{work.pk}/").content.decode()


def test_progress_is_seen_while_it_runs(does, signed_in):
    client, seen = signed_in("operations"), []

    def looks(job):
        job.progress("run.step.measure", 0.5)
        seen.append(client.get(f"/work/{job.key}/progress/").content.decode())
        return Outcome("runs.done.export", {"file": ""})

    done(asking.ask(does(looks), User.objects.get(username="operations"), {}))
    assert "50%" in seen[0]
    assert 'hx-trigger="every' in seen[0]


def test_a_fault_is_told_in_the_readers_language(does, signed_in):
    def fails(job):
        raise Faulty(Fault("fault.load.folder", {}, "data"))

    work = done(asking.ask(does(fails), User.objects.get(username="operations"), {}))
    assert work.state == State.FAILED
    texts = set()
    for language in ("en", "ru"):
        client = signed_in("operations")
        client.cookies["attain_language"] = language
        texts.add(client.get(f"/work/{work.pk}/").content.decode().partition('class="plain"')[2][:200])
    assert len(texts) == 2


def test_an_error_that_nobody_foresaw_shows_no_traceback(does, signed_in, caplog):
    def breaks(job):
        raise ZeroDivisionError("secret detail")

    work = done(asking.ask(does(breaks), User.objects.get(username="operations"), {}))
    assert work.state == State.FAILED
    page = signed_in("operations").get(f"/work/{work.pk}/").content.decode()
    assert f"Work {work.pk} met an error" in page
    assert "secret detail" not in page
    assert "secret detail" in caplog.text  # where those who look after it find it


def test_cancelled_before_it_begins_it_is_never_done(does, signed_in):
    work = asking.ask(does(well), User.objects.get(username="operations"), {"name": "x"})
    client = signed_in("operations")
    assert b"Cancel this work?" in client.get(f"/work/{work.pk}/cancel/").content
    client.post(f"/work/{work.pk}/cancel/")
    assert done(work).state == State.CANCELLED
    assert work.attempts == 0


def test_cancelled_on_its_way_it_ends_at_the_next_step(does):
    def steps(job):
        job.progress("run.step.read", 0.1)
        asking.cancel(job.key)
        job.progress("run.step.measure", 0.2)
        raise AssertionError("it went on")

    assert done(asking.ask(does(steps), None, {})).state == State.CANCELLED


def test_what_failed_can_be_tried_again_and_an_old_attempt_counts_no_more(does, signed_in):
    runs = []

    def first_fails(job):
        runs.append(job.key)
        if len(runs) == 1:
            raise Faulty(Fault("fault.load.folder", {}, "data"))
        return Outcome("runs.done.export", {"file": "y"})

    work = done(asking.ask(does(first_fails), User.objects.get(username="operations"), {}))
    old = work.task
    signed_in("operations").post(f"/work/{work.pk}/retry/")
    work.refresh_from_db()
    assert work.state == State.WAITING
    performed(work.pk, old)
    assert len(runs) == 1
    assert done(work).state == State.DONE
    assert not asking.retry(work.pk)
    assert not asking.cancel(work.pk)


def test_a_worker_that_is_told_to_stop_leaves_its_work_to_the_next(does):
    def stops(job):
        STOPPING.set()
        job.progress("run.step.read", 0.5)

    work = asking.ask(does(stops), None, {})
    first = work.task
    try:
        work = done(work)
    finally:
        STOPPING.clear()
    assert (work.state, work.attempts) == (State.WAITING, 0)
    assert work.task != first


def left_running(does, worker: str, attempts: int = 1) -> Work:
    work = asking.ask(does(well), None, {"name": "x"})
    work.state, work.worker, work.attempts, work.beat_at = State.RUNNING, worker, attempts, timezone.now()
    work.save()
    return work


def test_what_a_dead_worker_left_is_found_and_done(does):
    host = WORKER.partition(":")[0]
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    work = left_running(does, f"{host}:{gone.pid}:old")
    other = left_running(does, f"{host}:{os.getpid()}:old")  # this process's number, had by an earlier one
    assert asking.recover() == 2
    assert done(work).state == done(other).state == State.DONE


def test_what_a_living_worker_does_is_left_alone(does):
    host = WORKER.partition(":")[0]
    here = left_running(does, f"{host}:{os.getppid()}:x")
    elsewhere = left_running(does, "another-machine:1:x")
    assert asking.recover() == 0
    elsewhere.beat_at -= 2 * asking.SILENCE
    elsewhere.save()
    assert asking.recover() == 1
    here.refresh_from_db()
    assert here.state == State.RUNNING


def test_work_over_which_workers_keep_dying_fails_with_the_reason(does, signed_in):
    work = left_running(does, f"{WORKER.partition(':')[0]}:{os.getpid()}:old", asking.MOST_ATTEMPTS)
    asking.recover()
    work.refresh_from_db()
    assert work.state == State.FAILED
    assert b"ended unexpectedly 3 times" in signed_in("operations").get(f"/work/{work.pk}/").content


def test_everyone_sees_their_own_work_and_who_looks_after_it_all(does, signed_in):
    mine = asking.ask(does(well), User.objects.get(username="account_manager"), {"name": "x"})
    for name, status in (("account_manager", 200), ("finance", 403), ("operations", 200), ("auditor", 200)):
        client = signed_in(name)
        assert client.get(f"/work/{mine.pk}/").status_code == status
        assert (f"/work/{mine.pk}/" in client.get("/work/").content.decode()) is (status == 200)
    assert signed_in("account_manager").post(f"/work/{mine.pk}/retry/").status_code == 403  # run:start
    assert signed_in("auditor").post(f"/work/{mine.pk}/cancel/").status_code == 403
    assert signed_in("operations").get("/work/999999/").status_code == 404


def test_a_page_of_work_costs_the_same_whatever_the_number_of_pieces(
    does, signed_in, django_assert_max_num_queries
):
    name, user = does(well), User.objects.get(username="operations")
    client = signed_in("operations")
    for _ in range(2):
        for _ in range(10):
            asking.ask(name, user, {"name": "x"})
        with django_assert_max_num_queries(9):
            client.get("/work/")


def test_files_are_had_by_who_may_ask_for_them_and_lead_nowhere_else(does, signed_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def writes(job):
        job.folder.mkdir(parents=True)
        (job.folder / "a.csv").write_text("1")
        (job.folder / "hidden").write_text("2")
        return Outcome("runs.done.export", {"file": "a.csv"}, files=("a.csv",))

    work = done(asking.ask(does(writes), User.objects.get(username="operations"), {}))
    client = signed_in("operations")
    answer = client.get(f"/work/{work.pk}/file/a.csv")
    assert b"".join(answer.streaming_content) == b"1"
    for name in ("hidden", "..%2F..%2Fsettings.py", "b.csv"):
        assert client.get(f"/work/{work.pk}/file/{name}").status_code == 404
    assert signed_in("administrator").get(f"/work/{work.pk}/file/a.csv").status_code == 403  # no pay data


def test_a_worker_looks_around_between_its_work_whatever_it_meets_and_a_signal_ends_it():
    worker = subprocess.Popen(
        [sys.executable, "-c", WAITING], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": os.getcwd()}
    )
    assert worker.stdout.readline() == b"waits\n"
    assert [worker.stdout.readline() for _ in range(2)] == [b"looks\n", b"looks\n"]
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(20) == 0
    worker.stdout.close()


#: A worker on an empty queue that says when it first waits, and when it looks around.
WAITING = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.web.settings"
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from attain.shell.work import worker
worker.recover, worker.BEAT = lambda: print("waits", flush=True), 0.2
worker._signs = lambda over: None
worker.between(lambda: (print("looks", flush=True), 1 / 0))
raise SystemExit(worker.main(interval=0.05))
"""
