"""Distributions whose types are written down in another one, by people who keep them up: `pandas` in `pandas-stubs`.

They are there for their types; `docs/decisions/0011-types-from-stub-packages.md` says why and how they are chosen.
"""

from __future__ import annotations

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from explainer.analysis.environment import Distribution

_OWN_NAMES = """
celery                celery-types
django                django-stubs
djangorestframework   djangorestframework-stubs
joblib                joblib-stubs
lxml                  types-lxml
pandas                pandas-stubs
psycopg2-binary       types-psycopg2
pyarrow               pyarrow-stubs
"""

# What https://github.com/python/typeshed/tree/main/stubs keeps of what snippets are likely to import.
_TYPESHED = """
bleach boltons braintree cachetools cffi click-spinner croniter dateparser defusedxml docker dockerfile-parse docopt
docutils editdistance fpdf2 geopandas gevent grpcio gunicorn hdbcli html5lib httplib2 hvac ibm-db icalendar jmespath
jsonschema jwcrypto ldap3 libsass lupa m3u8 markdown mock mysqlclient netaddr netifaces networkx oauthlib olefile
openpyxl paramiko passlib peewee pexpect polib protobuf psutil psycopg2 pyasn1 pyaudio pyautogui pycocotools pycurl
pygit2 pygments pyinstaller pymysql pynput pyperclip pyserial python-dateutil python-http-client python-jose
python-xlib pytz pywin32 pyxdg pyyaml qrcode rasterio regex reportlab requests-oauthlib s2clientprotocol seaborn
send2trash setuptools shapely simplejson six tabulate tensorflow toml toposort tqdm ttkthemes unidiff untangle vobject
waitress webob workalendar wtforms wurlitzer xlrd xmltodict xxhash zmq zxcvbn
"""


def _table() -> dict[str, str]:
    names = {name: f"types-{name}" for name in _TYPESHED.split()}
    rows = (line.split() for line in _OWN_NAMES.strip().splitlines())
    return {**names, **{canonicalize_name(name): stubs for name, stubs in rows}}


_TABLE = _table()
_BY_DATE = ("types-lxml",)
"""Their versions are dates, and the newest is about all versions of the package."""


def stubs_of(distribution: Distribution) -> str | None:
    """Return the canonical name of the distribution that has the types of another one, if there is one."""
    return _TABLE.get(canonicalize_name(distribution.package.name))


def specifiers(distribution: Distribution) -> list[str]:
    """Return which versions of the stubs are about a version of a distribution, the best first."""
    if stubs_of(distribution) in _BY_DATE:
        return [""]
    try:
        version = Version(distribution.package.version)
    except InvalidVersion:
        return []
    return [f"=={version.major}.{version.minor}.*", f"=={version.major}.*"]
