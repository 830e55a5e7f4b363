"""beanstalkd: a work queue that knows no log-in."""
from real_servers import Endpoint, Server, Variant, upstream

RUN = ("beanstalkd -l 0.0.0.0 -p $queue",)
SERVER = Server(
    name="beanstalkd",
    packages=("beanstalkd",),
    endpoints=(Endpoint("queue", 11300, "beanstalk", "beanstalkd", upstream("beanstalkd")),),
    weak=Variant(run=RUN, planted=("queue/beanstalkd.authentication",)),
    hardened=Variant(run=RUN, accepted=("queue/beanstalkd.authentication",)))
