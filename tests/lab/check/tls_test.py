"""What `minato check` tells about TLS servers that are set up in one way each: stapled proofs that a certificate
is valid (OCSP). `openssl s_server` in a namespace of this test, asked over its loopback."""
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
from checking import Checking  # noqa: E402
from lab import Lab, as_root  # noqa: E402
from pki import Pki  # noqa: E402


class Tls(Checking):
    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab("tls"))
        cls.client = cls.lab.namespace("client")
        cls.pki = Pki(cls.lab.folder / "pki")
        for name in ("good", "revoked", "other", "stranger"):
            cls.pki.leaf(name, "IP:127.0.0.1")
        cls.pki.leaf("must", "IP:127.0.0.1", section="staple")
        cls.pki.leaf("forger", "DNS:forger.lab.test")
        cls.pki.responder("helper")
        # A database that knows nobody.
        (cls.pki.folder / "empty.txt").write_text("", encoding="ascii")
        cls.pki.staple("good", "good")
        cls.pki.staple("must", "must")
        cls.pki.staple("delegated", "good", signer="helper")
        cls.pki.staple("forged", "good", signer="forger")
        cls.pki.staple("unknown", "good", index="empty.txt")
        cls.pki.staple("other", "other")
        cls.pki.revoke("revoked")
        cls.pki.staple("revoked", "revoked")
        cls.pki.aged("old", "good")
        # An answer of the authority that it cannot answer now: tryLater.
        (cls.pki.folder / "later.der").write_bytes(bytes.fromhex("30030a0103"))
        cls.ports = iter(range(4430, 4500))
        cls.hosts = cls.lab.folder / "hosts"
        cls.hosts.write_text("127.0.0.1 localhost\n", encoding="ascii")

    def serve(self, certificate, *words):
        """A server's URL; it answers TLS, and HTTP with a page of its own."""
        port = next(self.ports)
        server = self.client.start("openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-www", "-key",
                                   self.pki.folder / f"{certificate}.key", "-cert",
                                   self.pki.folder / f"{certificate}.crt", "-cert_chain",
                                   self.pki.folder / "middle.crt", *words)
        while "ACCEPT" not in (line := server.line()):
            self.assertIsNotNone(line)
        return f"https://127.0.0.1:{port}/"

    def tls(self, certificate, staple=None, *more):
        words = ("-status_file", self.pki.folder / f"{staple}.der") if staple else ()
        _, lines = self.check(self.serve(certificate, *words), *more)
        (stage,) = [line for line in lines if line.get("stage") == "tls"]
        return stage

    def verdict(self, *words):
        stage = self.tls(*words)
        return stage["outcome"], stage.get("cause"), stage["facts"]["tls.ocsp"]

    def test_a_proof_is_read_and_held_against_the_issuer(self):
        for certificate, staple, expected in (("good", "good", "good"), ("good", "delegated", "good"),
                                              ("good", None, "none"), ("good", "forged", "unproven"),
                                              ("good", "unknown", "unknown"), ("good", "other", "broken"),
                                              ("good", "later", "refused"),
                                              ("good", "old", "expired")):
            with self.subTest(staple=staple):
                self.assertEqual(self.verdict(certificate, staple), ("ok", None, [expected]))

    def test_old_protocols_carry_the_proof_as_well(self):
        url = self.serve("good", "-status_file", self.pki.folder / "good.der", "-tls1_2")
        _, lines = self.check(url)
        facts = next(line["facts"] for line in lines if line.get("stage") == "tls")
        self.assertEqual((facts["tls.version"], facts["tls.ocsp"]), (["TLSv1.2"], ["good"]))

    def test_a_revoked_certificate_is_a_cause_with_its_day_and_reason(self):
        stage = self.tls("revoked", "revoked")
        self.assertEqual((stage["outcome"], stage["cause"]), ("failed", "certificate-revoked"))
        self.assertEqual(stage["facts"]["tls.ocsp-reason"], ["keyCompromise"])
        self.assertIn("keyCompromise", stage["evidence"])
        self.assertEqual(self.verdict("revoked", "revoked", "-k")[:2], ("ok", None))

    def test_a_certificate_that_asks_for_a_proof_and_has_none_is_told(self):
        stage = self.tls("must")
        self.assertEqual((stage["outcome"], stage["facts"]["tls.must-staple"]), ("ok", ["yes"]))
        self.assertIn("must-staple", stage["evidence"])
        self.assertNotIn("must-staple", self.tls("must", "must")["evidence"])


if __name__ == "__main__":
    as_root()
    unittest.main()
