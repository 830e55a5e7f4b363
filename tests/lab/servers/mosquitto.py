"""Mosquitto: anonymous MQTT in plain text, or TLS with passwords."""
from real_servers import Endpoint, Server, Variant, upstream

SERVER = Server(
    name="mosquitto",
    packages=("mosquitto",),
    endpoints=(Endpoint("mqtt", 1883, "mqtt", "Mosquitto", upstream("mosquitto")),),
    weak=Variant(
        files={"/etc/mosquitto-lab.conf": "listener $mqtt 0.0.0.0\nallow_anonymous true\n"},
        run=("mosquitto -c /etc/mosquitto-lab.conf",),
        planted=("mqtt/mqtt.authentication", "mqtt/mqtt.encryption")),
    hardened=Variant(
        files={"/etc/mosquitto-lab.conf": """\
listener $mqtt 0.0.0.0
allow_anonymous false
password_file /etc/mosquitto-users
certfile $cert
keyfile $key_file
ciphers ECDHE-RSA-AES256-GCM-SHA384
"""},
        before=("mosquitto_passwd -b -c /etc/mosquitto-users $user $password",
                "chmod 644 /etc/mosquitto-users"),
        run=("mosquitto -c /etc/mosquitto-lab.conf",)))
