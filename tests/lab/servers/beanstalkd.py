"""beanstalkd: a work queue that knows no log-in."""
from real_servers import Endpoint, Server, Variant, upstream

# As the unit of the package reads it.
FILES = {"/etc/default/beanstalkd": "BEANSTALKD_LISTEN_ADDR=0.0.0.0\n"}
RUN = ("sh -c '. /etc/default/beanstalkd; exec beanstalkd -l $$BEANSTALKD_LISTEN_ADDR -p $queue'",)
SERVER = Server(
    name="beanstalkd",
    packages=("beanstalkd",),
    endpoints=(Endpoint("queue", 11300, "beanstalk", "beanstalkd", upstream("beanstalkd")),),
    weak=Variant(files=FILES, run=RUN, planted=("queue/beanstalkd.authentication",)),
    hardened=Variant(files=FILES, run=RUN, accepted=("queue/beanstalkd.authentication",)))
