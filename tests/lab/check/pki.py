"""Certificates of a lab: a root, an intermediate authority, and leaves that are right or wrong in one way."""
import pathlib
import subprocess

CONFIG = """
[ca]
default_ca = lab
[lab]
dir = .
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
copy_extensions = none
unique_subject = no
[any]
commonName = supplied
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = CA:FALSE
subjectAltName = ${ENV::NAMES}
extendedKeyUsage = serverAuth
[staple]
basicConstraints = CA:FALSE
subjectAltName = ${ENV::NAMES}
extendedKeyUsage = serverAuth
tlsfeature = status_request
[responder]
basicConstraints = CA:FALSE
extendedKeyUsage = OCSPSigning
[req]
distinguished_name = name
[name]
"""
GOOD = ("20200101000000Z", "20490101000000Z")
PAST = ("20200101000000Z", "20210101000000Z")
FUTURE = ("20480101000000Z", "20490101000000Z")


class Pki:
    """Makes everything in `folder`: root.pem, and for each leaf NAME.pem (with chain) and NAME.key."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        (self.folder / "config").write_text(CONFIG, encoding="ascii")
        (self.folder / "index.txt").write_text("", encoding="ascii")
        (self.folder / "serial").write_text("1000\n", encoding="ascii")
        self._request("root")
        self._sign("root", "root", "authority", GOOD, "DNS:none", selfsign=True)
        self._request("middle")
        self._sign("middle", "root", "authority", GOOD, "DNS:none")

    def _openssl(self, *words, names="DNS:none"):
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True,
                       env={"PATH": "/usr/bin:/bin", "NAMES": names})

    def _request(self, name):
        self._openssl("req", "-new", "-config", "config", "-newkey", "ec", "-pkeyopt",
                      "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{name}.key", "-out",
                      f"{name}.csr", "-subj", f"/CN=lab {name}")

    def _sign(self, name, issuer, section, dates, names, selfsign=False):
        signer = ["-selfsign"] if selfsign else ["-cert", f"{issuer}.crt"]
        self._openssl("ca", "-batch", "-notext", "-config", "config", "-in", f"{name}.csr", "-out",
                      f"{name}.crt", "-keyfile", f"{issuer}.key", *signer, "-extensions", section,
                      "-startdate", dates[0], "-enddate", dates[1], names=names)

    def leaf(self, name, names, dates=GOOD, chain=True, selfsign=False, section="leaf"):
        self._request(name)
        self._sign(name, name if selfsign else "middle", section, dates, names, selfsign)
        text = (self.folder / f"{name}.crt").read_text(encoding="ascii")
        if chain and not selfsign:
            text += (self.folder / "middle.crt").read_text(encoding="ascii")
        (self.folder / f"{name}.pem").write_text(text, encoding="ascii")

    def responder(self, name, issuer="middle"):
        """Who may sign OCSP answers of `issuer`."""
        self._request(name)
        self._sign(name, issuer, "responder", GOOD, "DNS:none")

    def revoke(self, name, reason="keyCompromise"):
        self._openssl("ca", "-config", "config", "-keyfile", "middle.key", "-cert", "middle.crt",
                      "-revoke", f"{name}.crt", "-crl_reason", reason)

    def staple(self, out, about, signer="middle", index="index.txt", days=7):
        """An OCSP answer about a leaf, as a server would staple it: OUT.der."""
        self._openssl("ocsp", "-issuer", "middle.crt", "-cert", f"{about}.crt", "-reqout", f"{out}.req")
        self._openssl("ocsp", "-index", index, "-CA", "middle.crt", "-rsigner", f"{signer}.crt", "-rkey",
                      f"{signer}.key", "-reqin", f"{out}.req", "-respout", f"{out}.der", "-ndays", str(days),
                      # Answers that are out of date are made on purpose.
                      "-validity_period", "100000000")

    @property
    def root(self):
        return self.folder / "root.crt"
