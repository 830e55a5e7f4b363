"""RabbitMQ: AMQP in plain text, or TLS."""
from real_servers import Endpoint, Server, Variant, upstream

PREPARE = ("mkdir -p /var/lib/rabbitmq /var/log/rabbitmq /etc/rabbitmq",
           "cp /etc/rabbitmq-lab.conf /etc/rabbitmq/rabbitmq.conf",
           "chown -R rabbitmq:rabbitmq /var/lib/rabbitmq /var/log/rabbitmq",
           "echo '127.0.0.1 pier' >> /etc/hosts")
RUN = ("runuser -u rabbitmq -- env HOME=/var/lib/rabbitmq RABBITMQ_NODENAME=rabbit@localhost"
       " ERL_EPMD_PORT=14369 RABBITMQ_DIST_PORT=14370 RABBITMQ_LOGS=-"
       " /usr/lib/rabbitmq/bin/rabbitmq-server",)

SERVER = Server(
    name="rabbitmq",
    packages=("rabbitmq-server",),
    endpoints=(Endpoint("amqp", 5672, "amqp", "RabbitMQ", upstream("rabbitmq-server")),),
    weak=Variant(
        files={"/etc/rabbitmq-lab.conf": """\
listeners.tcp.1 = 0.0.0.0:$amqp
loopback_users = none
"""},
        before=PREPARE, run=RUN,
        planted=("amqp/amqp.encryption",)),
    hardened=Variant(
        files={"/etc/rabbitmq-lab.conf": """\
listeners.tcp = none
listeners.ssl.1 = 0.0.0.0:$amqp
ssl_options.cacertfile = $ca
ssl_options.certfile = $cert
ssl_options.keyfile = $key_file
ssl_options.versions.1 = tlsv1.3
ssl_options.versions.2 = tlsv1.2
ssl_options.ciphers.1 = TLS_AES_256_GCM_SHA384
ssl_options.ciphers.2 = TLS_AES_128_GCM_SHA256
ssl_options.ciphers.3 = ECDHE-RSA-AES256-GCM-SHA384
"""},
        before=PREPARE, run=RUN))
