"""PostgreSQL: trusts everybody, or SCRAM over TLS."""
from real_servers import Endpoint, Server, Variant

BIN = "/usr/lib/postgresql/15/bin"
PREPARE = ("mkdir -p /var/lib/pg /run/postgresql", "chown postgres /var/lib/pg /run/postgresql",
           f"runuser -u postgres -- {BIN}/initdb -D /var/lib/pg -A scram-sha-256"
           " --pwfile=/etc/pg-password >/dev/null",
           "cp /etc/pg_hba_lab.conf /var/lib/pg/pg_hba.conf", "cp /etc/lab/good.key /var/lib/pg/k",
           "chown postgres /var/lib/pg/k", "chmod 600 /var/lib/pg/k")
RUN = (f"runuser -u postgres -- {BIN}/postgres -D /var/lib/pg -p $postgres -h 0.0.0.0"
       " -c shared_buffers=16MB")
PASSWORD = {"/etc/pg-password": "$password\n"}

SERVER = Server(
    name="postgresql",
    packages=("postgresql-15",),
    endpoints=(Endpoint("postgres", 5432, "postgresql", "PostgreSQL"),),
    weak=Variant(
        files=PASSWORD | {"/etc/pg_hba_lab.conf": "host all all 0.0.0.0/0 trust\n"},
        before=PREPARE, run=(RUN,),
        planted=("postgres/postgresql.authentication", "postgres/postgresql.encryption")),
    hardened=Variant(
        files=PASSWORD | {"/etc/pg_hba_lab.conf": "hostssl all all 0.0.0.0/0 scram-sha-256\n"},
        before=PREPARE,
        run=(RUN + " -c ssl=on -c ssl_cert_file=$cert -c ssl_key_file=/var/lib/pg/k"
             " -c ssl_ciphers=ECDHE+AESGCM",)))
