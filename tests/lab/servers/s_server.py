"""openssl s_server: the oldest protocols with a weak key, or the newest."""
from real_servers import Endpoint, Server, Variant

SERVER = Server(
    name="s_server",
    packages=("openssl",),
    endpoints=(Endpoint("https", 443, "http", "OpenSSL s_server", tunnel="tls"),),
    weak=Variant(
        run=("openssl s_server -accept 0.0.0.0:$https -cert $bad_cert -key $bad_key -www"
             " -cipher ALL:@SECLEVEL=0 -no_tls1_3 -legacy_renegotiation -quiet",),
        planted=("https/tls.protocols", "https/tls.ciphers", "https/tls.certificate-trust",
                 "https/tls.certificate-key", "https/tls.certificate-signature")),
    hardened=Variant(
        run=("openssl s_server -accept 0.0.0.0:$https -cert $cert -key $key_file -www"
             " -cert_chain $ca -min_protocol TLSv1.2 -cipher ECDHE+AESGCM -quiet",),
        accepted=("https/http.headers", "https/http.hsts")))
