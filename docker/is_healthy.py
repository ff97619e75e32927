"""Whether the web server of this container answers, asked by the name it is known by."""

import http.client
import os
import sys

host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0]
link = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
link.request("GET", "/healthz", headers={"Host": host})
sys.exit(link.getresponse().status != http.client.OK)
