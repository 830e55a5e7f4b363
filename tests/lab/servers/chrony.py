"""chrony as a time server; it answers nothing else to strangers."""
from real_servers import Endpoint, Server, Variant

CONFIG = {"/etc/chrony-lab.conf": "port $ntp\nallow\nlocal stratum 8\ncmdport 0\n"
          "driftfile /tmp/drift\npidfile /tmp/chrony.pid\n"}
RUN = ("chronyd -d -x -u root -f /etc/chrony-lab.conf",)
SERVER = Server(
    name="chrony",
    packages=("chrony",),
    endpoints=(Endpoint("ntp", 123, "ntp", "chrony", transport="udp"),),
    weak=Variant(files=CONFIG, run=RUN),
    hardened=Variant(files=CONFIG, run=RUN))
