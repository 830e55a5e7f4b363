"""What each remark of a peer is to minato: rules, the first that fits counts.

(peer, what the remark begins with, verdict, check or reason). A rule of verdict same or better names
a check: it holds only when that check named the weakness (or could not tell) in the run; without an
answer the remark is one that ours lacks, and against a "done" of ours it is a contradiction. told: a fact without a countermeasure. wrong and lacks are judgements, with their reason.
"""
SAME, BETTER, WRONG, LACKS, TOLD = ("same", "better", "theirs is wrong, because", "ours lacks",
                                    "told only")
CONTRADICTION = "contradiction"
STATUSES = ("missing", "unknown", "done")
RULES = (
    ("ssh-audit", "kex kex-strict", TOLD, "the mark of strict key exchange, no algorithm"),
    ("ssh-audit", "kex sntrup", TOLD, "no weakness"),
    ("ssh-audit", "kex curve25519", SAME, "ssh.post-quantum"),
    ("ssh-audit", "kex", SAME, "ssh.key-exchange"),
    ("ssh-audit", "key ssh-rsa size", SAME, "ssh.host-key-size"),
    ("ssh-audit", "key", SAME, "ssh.host-key-signature"),
    ("ssh-audit", "enc chacha20", WRONG, "strict key exchange is offered: Terrapin does not work"),
    ("ssh-audit", "enc aes128-ctr", TOLD, "no weakness"),
    ("ssh-audit", "enc", SAME, "ssh.cipher"),
    ("ssh-audit", "mac hmac-sha2", WRONG, "encrypt-and-MAC is no attack known against SSH"),
    ("ssh-audit", "mac", SAME, "ssh.mac"),
    ("sslscan", "TLSv1", SAME, "tls.protocols"),
    ("sslscan", "cipher anonymous", SAME, "tls.ciphers"),
    ("sslscan", "cipher null", SAME, "tls.ciphers"),
    ("sslscan", "cipher weak", SAME, "tls.ciphers"),
    ("sslscan", "cipher medium", SAME, "tls.ciphers"),
    ("sslscan", "self-signed", SAME, "tls.certificate-trust"),
    ("sslscan", "signature", SAME, "tls.certificate-signature"),
    ("sslscan", "key", SAME, "tls.certificate-key"),
    ("testssl", "TLS1", SAME, "tls.protocols"),
    ("testssl", "cipherlist_AVERAGE", SAME, "tls.block-modes"),
    ("testssl", "cipherlist_OBSOLETED", SAME, "tls.block-modes"),
    ("testssl", "cipherlist", SAME, "tls.ciphers"),
    ("testssl", "cipher_order", SAME, "tls.cipher-order"),
    ("testssl", "cert_signature", SAME, "tls.certificate-signature"),
    ("testssl", "cert_keySize", SAME, "tls.certificate-key"),
    ("testssl", "cert_subjectAltName", SAME, "tls.certificate-name"),
    ("testssl", "cert_trust", SAME, "tls.certificate-name"),
    ("testssl", "cert_chain", SAME, "tls.certificate-trust"),
    ("testssl", "cert_expiration", SAME, "tls.certificate-dates"),
    ("testssl", "cert_notAfter", SAME, "tls.certificate-dates"),
    ("testssl", "cert_revocation", LACKS, "whether the certificate names a CRL or OCSP"),
    ("testssl", "DNS_CAA", LACKS, "the CAA record of the domain"),
    ("testssl", "OCSP_stapling", LACKS, "whether an OCSP answer is stapled"),
    ("testssl", "HSTS", SAME, "http.hsts"),
    ("testssl", "security_headers", BETTER, "http.headers"),
    ("testssl", "cookie", BETTER, "http.cookies"),
    ("testssl", "BEAST", SAME, "tls.protocols"),
    ("testssl", "LUCKY13", SAME, "tls.block-modes"),
    ("testssl", "SWEET32", SAME, "tls.ciphers"),
    ("testssl", "LOGJAM", SAME, "tls.group"),
    ("testssl", "BREACH", LACKS, "HTTP compression (a matter of the application)"),
    ("testssl", "engine_problem", TOLD, "about its own OpenSSL"),
    ("testssl", "overall", TOLD, "a mark for the whole"),
    ("nmap", "ftp-anon", SAME, "ftp.anonymous"),
    ("nmap", "ftp-bounce", SAME, "ftp.bounce"),
    ("nmap", "ftp-syst", TOLD, "status words"),
    ("nmap", "ssh2-enum-algos", BETTER, "ssh.cipher"),
    ("nmap", "ssh-hostkey", BETTER, "ssh.host-key-size"),
    ("nmap", "telnet-encryption", BETTER, "telnet.encryption"),
    ("nmap", "smtp-commands", BETTER, "smtp.encryption"),
    ("nmap", "smtp-open-relay", BETTER, "smtp.open-relay"),
    ("nmap", "smtp-vuln", TOLD, "by version of another product"),
    ("nmap", "http-git", SAME, "http.exposed-files"),
    ("nmap", "http-enum", BETTER, "http.exposed-files"),
    ("nmap", "http-cookie-flags", SAME, "http.cookies"),
    ("nmap", "http-server-header", SAME, "http.version-leak"),
    ("nmap", "http-security-headers", SAME, "http.headers"),
    ("nmap", "http-trace", SAME, "http.trace"),
    ("nmap", "http-slowloris", WRONG, "nginx is not held by slow headers; it counts open sockets"),
    ("nmap", "http-csrf", WRONG, "there is no form on the page"),
    ("nmap", "ssl-cert", SAME, "tls.certificate"),
    ("nmap", "ssl-enum-ciphers", SAME, "tls.ciphers"),
    ("nmap", "ssl-dh-params", BETTER, "tls.ciphers"),
    ("nmap", "sslv2-drown", TOLD, "no weakness"),
    ("nmap", "smb-protocols", SAME, "smb.smb1"),
    ("nmap", "smb-security-mode", SAME, "smb.guest"),
    ("nmap", "smb2-security-mode", SAME, "smb.signing"),
    ("nmap", "smb-os-discovery", SAME, "smb.names"),
    ("nmap", "smb-enum-shares", LACKS, "the rights of each share"),
    ("nmap", "smb-ls", LACKS, "the files of a share"),
    ("nmap", "smb-vuln", TOLD, "no weakness, or an error of the script"),
    ("nmap", "smb", TOLD, "facts without a countermeasure"),
    ("nmap", "nbstat", SAME, "smb.names"),
    ("nmap", "VULNERABLE http-vuln-cve2011-3192", WRONG, "the flaw was Apache's; this is nginx"),
    ("nmap", "VULNERABLE http-slowloris", WRONG, "a guess from timing; nginx holds such clients"),
    ("nmap", "VULNERABLE smb-vuln-regsvc-dos", WRONG, "a flaw of Windows 2000; this is Samba"),
    ("nmap", "VULNERABLE ssl-dh-params", SAME, "tls.ciphers"),
    ("nmap", "VULNERABLE", LACKS, "nobody has judged this remark yet"),
    ("nmap", "", TOLD, "facts without a countermeasure"),
)


def verdict(peer, remark, findings):
    """(verdict, what stands behind it). findings: of minato, as in its JSON."""
    for of, begins, kind, behind in RULES:
        if of != peer or not remark.startswith(begins):
            continue
        if kind not in (SAME, BETTER):
            return kind, behind
        ours = [finding for finding in findings if finding["id"].startswith(behind)]
        if not ours:
            return LACKS, f"no answer of {behind} in this run"
        worst = min(ours, key=lambda finding: STATUSES.index(finding["status"]))
        said = f"{worst['id']} {worst['status']}: {worst.get('evidence', '')}"
        return (CONTRADICTION if worst["status"] == "done" else kind), said
    return LACKS, "nobody has judged this remark yet"
