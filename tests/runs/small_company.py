"""A company small enough to work by hand: two account managers, a leader, four shops, ten days of facts."""

import atexit
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from attain.rulebook.load import Loaded
from attain.runs.workplace import Source, Workplace, sound_rulebook

RULEBOOK = Path(__file__).parent / "company_rulebook"

TABLES = {
    "units": """\
unit_id,parent_id,title,kind,country
C,,Company,company,
N,C,North,branch,ES
S,C,South,branch,ES
""",
    "people": """\
person_id,name,given_name,family_name,email,language
P1,Ana Ruiz,Ana,Ruiz,a@example.com,es
P2,李 伟,伟,李,b@example.com,zh
P3,Boss,B,Oss,c@example.com,en
""",
    "assignments": """\
person_id,post,unit_id,from,to,market_type
P1,account_manager,N,2025-01-01,,city
P2,account_manager,S,2025-01-01,,village
P3,team_leader,C,2025-01-01,,
""",
    "reporting": """\
person_id,manager_id,from,to
P1,P3,2025-01-01,
P2,P3,2025-01-01,
""",
    "clients": """\
client_id,name,class,market_type,unit_id
K1,Shop 1,A,city,N
K2,Shop 2,B,city,N
K3,Shop 3,A,village,S
K4,Shop 4,A,village,S
""",
    "products": "product_id,title,group\nT,Tea,tea\nU,Coffee,coffee\n",
    "coverage": """\
client_id,person_id,from,to,share
K1,P1,2025-01-01,2026-03-15,100%
K1,P2,2026-03-15,,100%
K2,P1,2025-01-01,,60%
K2,P2,2025-01-01,,40%
K3,P2,2025-01-01,,100%
""",
    "targets": """\
subject_kind,subject_id,name,period,value
person,P1,sales_amount,2026,12000
person,P2,sales_amount,2026,24000
person,P1,visited_clients,2026-03,2
person,P2,visited_clients,2026-03,3
person,P1,visited_clients,2026-04,2
person,P2,visited_clients,2026-04,3
""",
    "order_lines": """\
order_id,client_id,product_id,ordered_on,quantity,amount,is_return
1,K1,T,2026-03-02,10,500.00,false
2,K1,T,2026-03-20,10,300.00,false
3,K2,U,2026-03-05,5,1000.10,false
4,K3,T,2026-03-31,3,2000.00,false
5,K4,T,2026-03-30,3,77.00,false
6,K3,T,2026-03-31,-1,-100.00,true
7,K2,T,2026-04-10,-1,250.00,false
""",
    "visits": """\
visit_id,client_id,employee_id,visited_on,planned
1,K1,P1,2026-03-02,true
2,K2,P1,2026-03-03,true
3,K3,P2,2026-03-03,true
4,K2,P1,2026-04-03,true
5,K3,P2,2026-04-03,true
""",
}

LATE_ORDER = """\
order_id,client_id,product_id,ordered_on,quantity,amount,is_return
8,K2,T,2026-03-28,10,1000.00,false
"""


def load_text(place: Workplace, folder: Path, table: str, text: str, name: str = "") -> None:
    """Loads a table's rows from text."""
    path = folder / f"{name or table}.csv"
    path.write_text(text, encoding="utf-8")
    report = place.load(Source(path, table))
    assert report.quarantined == 0, report.quarantine


def invented(folder: Path, rulebook: str, tables: Mapping[str, str]) -> Workplace:
    """Another company in a new store, from the text of its rulebook and of its tables."""
    (folder / "rulebook").mkdir()
    (folder / "rulebook" / "rulebook.yaml").write_text(rulebook, encoding="utf-8")
    place = Workplace.open(folder / "rulebook", folder / "store", create=True)
    for table, text in tables.items():
        load_text(place, folder, table, text)
    return place


def opened(folder: Path, rulebook: Path = RULEBOOK) -> Workplace:
    """The company in a new store: loaded once, and copied wherever it is wanted again."""
    loaded = sound_rulebook(rulebook)
    shutil.copytree(_kept(loaded), folder, dirs_exist_ok=True)
    return Workplace.at(loaded, folder / "store")


#: Folders with the files and the store of them, by what loading depends on beside the files.
_KEPT: dict[str, Path] = {}


def _kept(loaded: Loaded) -> Path:
    """The files and their store, made once for all rulebooks with the same tables and settings."""
    rules = loaded.rules
    assert rules is not None
    on = repr((rules.tables, rules.settings))
    if on not in _KEPT:
        folder = Path(tempfile.mkdtemp(prefix="attain-small-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        place = Workplace.at(loaded, folder / "store", create=True)
        for table, text in TABLES.items():
            load_text(place, folder, table, text)
        _KEPT[on] = folder
    return _KEPT[on]
