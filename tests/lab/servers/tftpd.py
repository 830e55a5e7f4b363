"""tftpd-hpa: files for everybody; hardened serves an empty folder."""
from real_servers import Endpoint, Server, Variant

SERVER = Server(
    name="tftpd",
    packages=("tftpd-hpa",),
    endpoints=(Endpoint("tftp", 69, "tftp", "tftpd-hpa", transport="udp"),),
    weak=Variant(
        before=("mkdir -p /srv/tftp", "echo boot > /srv/tftp/pxelinux.0",
                "chmod 777 /srv/tftp"),
        files={"/etc/default/tftpd-hpa": 'TFTP_ADDRESS="0.0.0.0:$tftp"\n'},
        run=("sh -c '. /etc/default/tftpd-hpa; exec in.tftpd --foreground --secure --create -u tftp"
             " -a $$TFTP_ADDRESS /srv/tftp'",),
        planted=("tftp/tftp.present",)),
    hardened=Variant(
        before=("mkdir -p /srv/tftp",),
        run=("in.tftpd --foreground --secure -u tftp -a 0.0.0.0:$tftp /srv/tftp",),
        accepted=("tftp/tftp.present",)))
