"""Well-known modules whose distribution has another name on the package index."""

from __future__ import annotations

from collections.abc import Mapping

from packaging.utils import canonicalize_name

_NAMES = """
Crypto                  pycryptodome pycrypto
Cryptodome              pycryptodomex
Bio                     biopython
Levenshtein             levenshtein python-levenshtein
MySQLdb                 mysqlclient
OpenGL                  PyOpenGL
OpenSSL                 pyOpenSSL
PIL                     pillow
Xlib                    python-xlib
absl                    absl-py
apt_pkg                 python-apt
attr                    attrs
autogen                 pyautogen ag2
azure.core              azure-core
azure.cosmos            azure-cosmos
azure.identity          azure-identity
azure.keyvault.keys     azure-keyvault-keys
azure.keyvault.secrets  azure-keyvault-secrets
azure.servicebus        azure-servicebus
azure.storage.blob      azure-storage-blob
azure.storage.queue     azure-storage-queue
bs4                     beautifulsoup4
bson                    pymongo
cairo                   pycairo
clang                   libclang clang
community               python-louvain
consul                  python-consul
cv2                     opencv-python opencv-python-headless opencv-contrib-python opencv-contrib-python-headless
dateutil                python-dateutil
decouple                python-decouple
discord                 discord.py
dns                     dnspython
docx                    python-docx
dotenv                  python-dotenv
editor                  python-editor
engineio                python-engineio
faiss                   faiss-cpu faiss-gpu
fasttext                fasttext fasttext-wheel
ffmpeg                  ffmpeg-python python-ffmpeg
fitz                    PyMuPDF
functorch               torch
genai                   google-genai
gi                      PyGObject
git                     GitPython
github                  PyGithub
gitlab                  python-gitlab
google.api_core         google-api-core
google.auth             google-auth
google.cloud.pubsub_v1  google-cloud-pubsub
google.cloud.secretmanager google-cloud-secret-manager
google.genai            google-genai
google.generativeai     google-generativeai
google.oauth2           google-auth
google.protobuf         protobuf
googleapiclient         google-api-python-client
grpc                    grpcio
grpc_status             grpcio-status
haystack                haystack-ai farm-haystack
igraph                  igraph python-igraph
jose                    python-jose
jwt                     PyJWT
kafka                   kafka-python
ldap                    python-ldap
llama_cpp               llama-cpp-python
llama_index             llama-index-core llama-index
llama_index.core        llama-index-core
magic                   python-magic
memcache                python-memcached
mpl_toolkits            matplotlib
multipart               python-multipart
mx                      egenix-mx-base
nacl                    PyNaCl
newspaper               newspaper4k newspaper3k
odf                     odfpy
opentelemetry           opentelemetry-api
opentelemetry.exporter.otlp opentelemetry-exporter-otlp
opentelemetry.sdk       opentelemetry-sdk
paho                    paho-mqtt
pcapy                   pcapy-ng
pkg_resources           setuptools
playhouse               peewee
pptx                    python-pptx
psycopg2                psycopg2-binary psycopg2
pwn                     pwntools
pylab                   matplotlib
pyodide                 pyodide-py
pythoncom               pywin32
pywintypes              pywin32
rest_framework          djangorestframework
rtmidi                  python-rtmidi
ruamel                  ruamel.yaml
serial                  pyserial
shapefile               pyshp
skimage                 scikit-image
sklearn                 scikit-learn
skopt                   scikit-optimize
slugify                 python-slugify
snappy                  python-snappy
socketio                python-socketio
socks                   PySocks
speech_recognition      SpeechRecognition
strawberry              strawberry-graphql
talib                   TA-Lib
telebot                 pyTelegramBotAPI
telegram                python-telegram-bot
tensorflow              tensorflow tensorflow-cpu
tlz                     toolz
torchgen                torch
twitter                 python-twitter
umap                    umap-learn
usb                     pyusb
usb1                    libusb1
vlc                     python-vlc
websocket               websocket-client
whisper                 openai-whisper
win32api                pywin32
win32clipboard          pywin32
win32com                pywin32
win32con                pywin32
win32event              pywin32
win32file               pywin32
win32gui                pywin32
win32process            pywin32
win32service            pywin32
wx                      wxPython
xdg                     pyxdg
yaml                    PyYAML
zmq                     pyzmq
"""
"""A module, then the distributions that provide it, the usual one first."""


def _table() -> dict[str, tuple[str, ...]]:
    rows = (line.split() for line in _NAMES.strip().splitlines())
    return {module: tuple(canonicalize_name(name) for name in names) for module, *names in rows}


_TABLE = _table()


def distributions_for(module: str, names: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return which part of a dotted module name is a package of its own, and the distributions that may provide it.

    Args:
        module: What is imported, dotted: `google.cloud.storage.Client`, `numpy`.
        names: Distribution names by module that go before the table of known ones.

    Returns:
        The module as it identifies the distribution, `google.cloud.storage`, and canonical names, the likeliest first.
        A module that nothing is known of is taken to be named like its distribution.
    """
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        part = ".".join(parts[:length])
        if part in names:
            return part, (canonicalize_name(names[part]),)
        if part in _TABLE:
            return part, _TABLE[part]
    if parts[:2] == ["google", "cloud"] and len(parts) > 2:
        return ".".join(parts[:3]), (canonicalize_name("-".join(parts[:3])),)
    return parts[0], (canonicalize_name(parts[0]),)
