"""MariaDB: in plain text with an empty root password, or TLS required."""
from real_servers import Endpoint, Server, Variant, upstream

PREPARE = ("mkdir -p /run/mysqld /var/lib/db", "chown mysql /run/mysqld /var/lib/db",
           "mariadb-install-db --user=mysql --datadir=/var/lib/db --auth-root-authentication-"
           "method=normal --skip-test-db >/dev/null")
FILE = "/etc/mysql/mariadb.conf.d/50-server.cnf"
RUN = (f"mariadbd --defaults-file={FILE} --user=mysql --datadir=/var/lib/db --port=$mysql"
       " --bind-address=0.0.0.0 --socket=/run/mysqld/s --pid-file=/run/mysqld/p"
       " --innodb-buffer-pool-size=16M --innodb-log-file-size=4M")

SERVER = Server(
    name="mariadb",
    packages=("mariadb-server",),
    endpoints=(Endpoint("mysql", 3306, "mysql", "MariaDB", upstream("mariadb-server-core")),),
    weak=Variant(
        files={FILE: "[mariadbd]\n", "/etc/first.sql": "CREATE USER 'root'@'%' IDENTIFIED BY '';\n"},
        before=PREPARE,
        run=(RUN + " --init-file=/etc/first.sql",),
        planted=("mysql/mysql.encryption",)),
    hardened=Variant(
        files={FILE: "[mariadbd]\n", "/etc/first.sql": "CREATE USER '$user'@'%' IDENTIFIED BY '$password';\n"},
        before=PREPARE,
        run=(RUN + " --init-file=/etc/first.sql --ssl-cert=$cert --ssl-key=$key_file"
             " --require-secure-transport=ON --tls-version=TLSv1.2,TLSv1.3"
             " --ssl-cipher=ECDHE-RSA-AES256-GCM-SHA384",)))
