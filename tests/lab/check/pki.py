"""Certificates of a lab: a root, an intermediate authority, and leaves that are right or wrong in one way."""
import pathlib
import re
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


def der(tag, body):
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + body


def der_parts(text):
    """[(tag, body)] of what follows each other in DER."""
    parts = []
    while text:
        tag, length, at = text[0], text[1], 2
        if length & 0x80:
            at += length & 0x7F
            length = int.from_bytes(text[2:at], "big")
        parts.append((tag, text[at:at + length]))
        text = text[at + length:]
    return parts


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

    def staple(self, out, about, signer="middle", index="index.txt"):
        """An OCSP answer about a leaf, as a server would staple it: OUT.der."""
        self._openssl("ocsp", "-issuer", "middle.crt", "-cert", f"{about}.crt", "-reqout", f"{out}.req")
        self._openssl("ocsp", "-index", index, "-CA", "middle.crt", "-rsigner", f"{signer}.crt", "-rkey",
                      f"{signer}.key", "-reqin", f"{out}.req", "-respout", f"{out}.der", "-ndays", "7")

    def aged(self, out, staple, signer="middle"):
        """The answer of STAPLE with all its times in 2021, rightly signed: OUT.der."""
        # SEQ { status, [0] { SEQ { type, OCTETS { SEQ { data, algorithm, signature, certificates } } } } }
        parts = der_parts((self.folder / f"{staple}.der").read_bytes())
        status, answer = der_parts(parts[0][1])
        kind, octets = der_parts(der_parts(answer[1])[0][1])
        data, algorithm, _, *rest = der_parts(der_parts(octets[1])[0][1])
        old = re.sub(rb"20[0-9]{12}Z", b"20210101000000Z", data[1])
        tbs = self.folder / f"{out}.tbs"
        tbs.write_bytes(der(data[0], old))
        self._openssl("dgst", "-sha256", "-sign", f"{signer}.key", "-out", f"{out}.sig", tbs.name)
        signature = der(0x03, b"\0" + (self.folder / f"{out}.sig").read_bytes())
        basic = der(0x30, der(data[0], old) + der(*algorithm) + signature + b"".join(der(*one) for one in rest))
        whole = der(0x30, der(*status) + der(0xA0, der(0x30, der(*kind) + der(0x04, basic))))
        (self.folder / f"{out}.der").write_bytes(whole)

    @property
    def root(self):
        return self.folder / "root.crt"
