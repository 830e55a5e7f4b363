"""Packet filters as people and their tools write them, each to be held against the truth.

unknown: listeners that the judge may give up on; where it is empty every verdict must be exact.
"""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Ruleset:
    name: str
    nft: str = ""       # in nft's language
    script: tuple = ()  # commands, one a line
    unknown: tuple = ()
    ports: tuple = ()   # more destination ports to try
    source_ports: tuple = ()


def chain(rules, hook="input", policy="drop", priority="0", kind="filter", table="t", family="inet",
          name="c", more=""):
    """A table with one base chain."""
    rules = rules.replace("; ", "\n")
    return (f"table {family} {table} {{\n{more}\nchain {name} {{\n"
            f"type {kind} hook {hook} priority {priority}; policy {policy};\n{rules}\n}}\n}}\n")


LO = "iif lo accept; ct state established,related accept; "
ND = "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept; "
BASE = LO + ND

NATIVE = (
    Ruleset("no rules"),
    Ruleset("policy drop alone", chain("")),
    Ruleset("only established", chain("ct state established,related accept")),
    Ruleset("only loopback", chain(BASE)),
    Ruleset("one port", chain(BASE + "tcp dport 22 accept")),
    Ruleset("several ports and a range", chain(BASE + "tcp dport { 80, 8000-9000 } accept; udp dport 53 accept")),
    Ruleset("new and vmap of states",
            chain("ct state vmap { established : accept, related : accept, invalid : drop }; "
                  "iif lo accept; " + ND + "tcp dport 22 ct state new accept; tcp dport 80 ct state "
                  "{ new, untracked } accept; tcp dport 443 ct state != new accept")),
    Ruleset("private sources", chain(BASE + "ip saddr { 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 } "
                                     "accept; ip6 saddr fc00::/7 tcp dport 8443 accept")),
    Ruleset("neighbours only", chain(BASE + "ip saddr 203.0.113.0/24 tcp dport 22 accept; "
                                     "ip6 saddr 2001:db8:1::/64 tcp dport 80 accept")),
    Ruleset("one public address", chain(BASE + "ip saddr 198.51.100.7 tcp dport 22 accept; "
                                        "ip saddr 198.51.100.2-198.51.100.3 tcp dport 80 accept")),
    Ruleset("everyone but some", chain(BASE + "ip saddr != 198.51.100.0/24 tcp dport 22 accept; "
                                       "ip saddr 10.77.0.0/16 tcp dport 80 drop; tcp dport 80 accept")),
    Ruleset("blocklist of everyone public", chain(
        BASE + "ip saddr { 1.0.0.0-9.255.255.255, 11.0.0.0-203.0.112.255, 203.0.114.0-223.255.255.255 } "
        "drop; accept", policy="accept")),
    Ruleset("interfaces by name", chain(BASE + "iifname \"eth1\" accept; iifname \"eth0\" tcp dport 22 accept; "
                                        "iifname \"e*\" udp dport 53 accept")),
    Ruleset("not over eth0", chain(BASE + "iifname != \"eth0\" accept")),
    Ruleset("interface by index and vmap", chain("iif vmap { \"lo\" : accept, \"eth1\" : jump lan, "
                                                 "\"eth0\" : jump wan }; ct state established accept",
                                                 more="chain lan {\ntcp dport 8080 accept\nudp dport 161 accept\n}\n"
                                                 "chain wan {\ntcp dport 80 accept\n" + ND.replace("; ", "\n") + "}")),
    Ruleset("jump, return and goto", chain(
        BASE + "tcp dport 22 jump a; tcp dport 80 goto b; tcp dport 8080 jump a; tcp dport 8080 accept; "
        "udp dport 53 jump deep1",
        more="chain a {\nip saddr 10.0.0.0/8 accept\nip saddr 203.0.113.0/24 return\ndrop\n}\n"
             "chain b {\nip saddr 198.51.100.0/24 accept\n}\n"
             "chain deep3 {\nip saddr 203.0.113.0/24 accept\n}\nchain deep2 {\njump deep3\nreturn\n}\n"
             "chain deep1 {\njump deep2\n}")),
    Ruleset("verdict map of ports and sources", chain(
        BASE + "tcp dport vmap @ports; ip saddr . tcp dport vmap { 10.77.0.2 . 8080 : accept, "
        "198.51.100.2 . 8080 : drop }",
        more="map ports { type inet_service : verdict; flags interval; elements = { 22 : accept, "
             "80-90 : drop, 443 : accept }\n}")),
    Ruleset("named sets", chain(
        BASE + "ip saddr @friends tcp dport @services accept; ip saddr . meta l4proto . th dport @triples accept; "
        "ip saddr @nobody accept",
        more="set friends { type ipv4_addr; flags interval; elements = { 10.77.0.0/24, 203.0.113.9 }\n}\n"
             "set services { type inet_service; elements = { 22, 8080 }\n}\nset nobody { type ipv4_addr; }\n"
             "set triples { type ipv4_addr . inet_proto . inet_service; elements = "
             "{ 198.51.100.2 . tcp . 80, 203.0.113.9 . udp . 53 }\n}")),
    Ruleset("set with time-outs", chain(
        BASE + "ip saddr @guests tcp dport 22 accept; ip saddr @banned drop; tcp dport 80 accept",
        more="set guests { type ipv4_addr; flags timeout; elements = { 10.77.0.7 timeout 1h }\n}\n"
             "set banned { type ipv4_addr; flags interval,timeout; elements = { 198.51.100.0/24 timeout 1h }\n}")),
    Ruleset("set of everything but (catch-all)", chain(
        BASE + "ip saddr vmap @who",
        more="map who { type ipv4_addr : verdict; flags interval; elements = { 198.51.100.0/24 : drop, * : accept }\n}")),
    Ruleset("knocking", chain(
        BASE + "tcp dport 7000 add @knocked { ip saddr timeout 10s } drop; ip saddr @knocked tcp dport 22 accept; "
        "tcp dport 80 ip saddr @knocked drop; tcp dport 80 accept",
        more="set knocked { type ipv4_addr; flags dynamic,timeout; size 100; }"),
        unknown=("tcp/0.0.0.0/22",)),
    Ruleset("rate limits", chain(
        BASE + "tcp dport 22 limit rate 1000/second burst 1000 packets accept; "
        "tcp dport 80 limit rate over 1000/second burst 1000 packets drop; tcp dport 80 accept; "
        "udp dport 53 meter dns { ip saddr limit rate 1000/second burst 1000 packets } accept; "
        "tcp dport 8080 ct count over 1000 drop; tcp dport 8080 accept")),
    Ruleset("flags and fragments", chain(
        "tcp flags & (fin|syn) == (fin|syn) drop; tcp flags & (syn|rst) == (syn|rst) drop; "
        "tcp flags & (fin|syn|rst|psh|ack|urg) == 0 drop; ip frag-off & 0x1fff != 0 drop; "
        "tcp flags & (fin|syn|rst|ack) != syn ct state new drop; " + BASE +
        "tcp flags syn tcp dport 22 accept; tcp flags == syn tcp dport 80 accept; "
        "tcp flags ! syn tcp dport 8080 accept", policy="drop")),
    Ruleset("source ports", chain(BASE + "tcp sport 1024-65535 tcp dport 22 accept; udp sport 4001 udp dport 53 accept; "
                                  "tcp sport < 1024 tcp sport >= 1024 accept; tcp sport 4002 ip saddr 10.77.0.0/24 "
                                  "tcp dport 80 accept"), source_ports=(4001, 4002)),
    Ruleset("destination addresses", chain(
        BASE + "ip daddr 203.0.113.5 tcp dport 22 accept; ip daddr 10.88.0.5 udp dport 53 accept; "
        "fib daddr type local tcp dport 80 accept; fib daddr . iif type local tcp dport 8080 accept; "
        "ip6 daddr 2001:db8:1::5 tcp dport 993 accept; fib daddr type { broadcast, multicast } accept")),
    Ruleset("reverse path", chain(
        BASE + "fib saddr . iif oif missing drop; tcp dport 22 accept; fib saddr . iif oif exists tcp dport 80 accept; "
        "fib saddr type local accept; fib saddr type unicast udp dport 53 accept")),
    Ruleset("families", chain(BASE + "meta nfproto ipv6 tcp dport 80 accept; meta nfproto ipv4 tcp dport 22 accept; "
                              "ip protocol udp accept; ip6 nexthdr tcp tcp dport 8443 accept; "
                              "meta l4proto { tcp, udp } th dport 8080 accept")),
    Ruleset("only IPv4 is filtered", chain("", family="ip")),
    Ruleset("only IPv6 is filtered", chain(ND, family="ip6")),
    Ruleset("two tables, both must let in", chain(BASE + "tcp dport { 22, 80 } accept") +
            chain("tcp dport 22 ip saddr 198.51.100.0/24 drop", policy="accept", table="u", priority="10")),
    Ruleset("prerouting drops", chain("tcp dport 22 drop; ip saddr 198.51.100.0/24 tcp dport 80 drop",
                                      hook="prerouting", policy="accept", priority="-300")),
    Ruleset("conntrack is not there yet", chain(
        "ct state new tcp dport 22 drop; ct state invalid tcp dport 80 drop", hook="prerouting",
        policy="accept", priority="-300")),
    Ruleset("untracked", chain("tcp dport 22 notrack; udp dport 53 notrack", hook="prerouting",
                               policy="accept", priority="-300") +
            chain(BASE + "tcp sport 22 accept; ct state untracked tcp dport 22 accept; "
                  "ct state new udp dport 53 accept; ct state new tcp dport 80 accept", table="u"),
            source_ports=(22,)),
    Ruleset("marks", chain("tcp dport 22 meta mark set 0x1; tcp dport 80 meta mark set 0x12; "
                           "tcp dport 80 meta mark set meta mark and 0xf0 or 0x4; ip saddr 10.0.0.0/8 ct mark set 7",
                           hook="prerouting", policy="accept", priority="-150") +
            chain(BASE + "meta mark 1 accept; meta mark & 0xff == 0x14 accept; ct mark 7 udp dport 53 accept",
                  table="u")),
    Ruleset("reject", chain("tcp dport 22 reject; tcp dport 80 reject with tcp reset; udp dport 53 ip saddr "
                            "198.51.100.0/24 reject with icmp admin-prohibited", policy="accept")),
    Ruleset("log, count and comment", chain(
        BASE + "tcp dport 22 counter log prefix \"a { b \" accept comment \"ssh }\"; counter drop")),
    Ruleset("output keeps the machine from itself", chain(
        "tcp dport 5432 drop; oifname lo udp dport 323 drop", hook="output", policy="accept")),
    Ruleset("loopback is closed", chain(ND + "ct state established accept; iif lo tcp dport 5432 drop; "
                                        "iif lo tcp dport { 22, 80 } accept; tcp dport 80 accept")),
    Ruleset("time of day", chain(BASE + "meta hour \"00:00\"-\"23:59\" tcp dport 22 accept; tcp dport 80 accept"),
            unknown=("tcp/0.0.0.0/22",)),
    Ruleset("quota", chain(BASE + "tcp dport 22 quota over 1 mbytes drop; tcp dport 22 accept; tcp dport 80 accept"),
            unknown=("tcp/0.0.0.0/22",)),
    Ruleset("undecided either way", chain(
        BASE + "meta hour \"00:00\"-\"12:00\" accept; accept", policy="drop")),
    Ruleset("chance", chain(BASE + "numgen inc mod 2 vmap { 0 : accept, 1 : accept }")),
    Ruleset("dormant table", "table inet d {\nflags dormant;\nchain c {\n"
            "type filter hook input priority 0; policy drop;\n}\n}\n" +
            chain(BASE + "tcp dport 22 accept", table="e")),
    Ruleset("ingress", "table netdev n {\nchain c {\ntype filter hook ingress device \"eth0\" priority 0; "
            "policy accept;\ntcp dport 22 drop\nip saddr 198.51.100.0/24 udp dport 53 drop\n}\n}\n"
            "table inet i {\nchain c {\ntype filter hook ingress device \"eth1\" priority 0; policy accept;\n"
            "tcp dport 8080 drop\n}\n}\n"),
    Ruleset("anonymous chain", chain(BASE + "tcp dport 22 jump {\nip saddr 10.0.0.0/8 accept\ndrop\n}\n"
                                     "tcp dport 80 accept"), unknown=("tcp/0.0.0.0/22",)),
    Ruleset("broadcast and multicast", chain(
        BASE + "meta pkttype { broadcast, multicast } udp dport 53 accept; ip daddr 224.0.0.0/4 accept"),
        unknown=()),
)

TRANSLATING = (
    Ruleset("redirect", chain("tcp dport 9080 redirect to :8080; udp dport 9053 redirect to :53",
                              hook="prerouting", kind="nat", policy="accept", priority="-100") +
            chain(BASE + "tcp dport 8080 ct status dnat accept; udp dport 53 accept; tcp dport 9080 accept",
                  table="u"), ports=(9080, 9053)),
    Ruleset("redirect without a filter", chain("iifname eth1 tcp dport 9443 redirect to :8443; "
                                               "tcp dport 9080 redirect to :8080", hook="prerouting",
                                               kind="nat", policy="accept", priority="-100"), ports=(9080, 9443)),
    Ruleset("redirected away", chain("tcp dport 22 redirect to :1; ip saddr 10.0.0.0/8 tcp dport 80 redirect to :1",
                                     hook="prerouting", kind="nat", policy="accept", priority="-100")),
    Ruleset("translated to a private address of the host", chain(
        "ip daddr 203.0.113.5 tcp dport 9999 dnat ip to 10.88.0.5:9000; "
        "ip daddr 203.0.113.5 udp dport 161 dnat ip to 10.88.0.5", hook="prerouting", kind="nat",
        policy="accept", priority="-100"), ports=(9999,)),
    Ruleset("translated to elsewhere", chain(
        "tcp dport 22 dnat ip to 203.0.113.9:22; ip saddr 198.51.100.0/24 tcp dport 80 dnat ip to 203.0.113.9",
        hook="prerouting", kind="nat", policy="accept", priority="-100")),
    Ruleset("translated to the loopback", chain(
        "tcp dport 15432 dnat ip to 127.0.0.1:5432", hook="prerouting", kind="nat", policy="accept",
        priority="-100"), ports=(15432,)),
    Ruleset("translated to the loopback, and let through", chain(
        "tcp dport 15432 dnat ip to 127.0.0.1:5432", hook="prerouting", kind="nat", policy="accept",
        priority="-100"), ports=(15432,),
        script=("echo 1 > /proc/sys/net/ipv4/conf/eth1/route_localnet",)),
    Ruleset("by map", chain("dnat ip to tcp dport map { 9022 : 203.0.113.5, 9080 : 203.0.113.9 }; "
                            "dnat ip to tcp dport map @where; tcp dport 7080 redirect to :tcp dport map { 7080 : 8080 }",
                            hook="prerouting", kind="nat", policy="accept", priority="-100",
                            more="map where { type inet_service : ipv4_addr . inet_service; "
                                 "elements = { 9443 : 203.0.113.5 . 443 }\n}") +
            chain(BASE + "tcp dport { 443, 8080, 9022 } accept", table="u"), ports=(9022, 9443, 7080)),
    Ruleset("the filter sees the translated port", 
        chain("tcp dport 9080 redirect to :8080", hook="prerouting", kind="nat",
                            policy="accept", priority="-150") +
        chain("tcp dport 9080 drop", hook="prerouting", policy="accept", priority="-120", table="u") +
        chain(BASE + "tcp dport 8080 accept", table="v"), ports=(9080,)),
    Ruleset("only what was translated", chain(
        "tcp dport 9080 redirect to :8080; tcp dport 80 redirect to :80", hook="prerouting", kind="nat",
        policy="accept", priority="-100") + chain(BASE + "ct status dnat accept", table="u"), ports=(9080,)),
    Ruleset("stateless rewriting", chain(
        "tcp dport 9080 tcp dport set 8080; ip saddr 10.0.0.0/8 udp dport 9053 udp dport set 53",
        hook="prerouting", policy="accept", priority="-300") +
        chain(BASE + "ip saddr 203.0.113.0/24 udp dport 53 accept", table="u"), ports=(9080, 9053)),
    Ruleset("translated on the way out", chain(
        "tcp dport 5432 redirect to :1; tcp dport 15432 redirect to :5432", hook="output", kind="nat",
        policy="accept", priority="-100"), ports=(15432,)),
    Ruleset("transparent proxy", chain("tcp dport 9080 tproxy ip to :8080 accept; tcp dport 80 accept",
                                       hook="prerouting", policy="accept", priority="-150") +
            chain(BASE + "tcp dport 22 accept", table="u"), unknown=("tcp/0.0.0.0/8080",), ports=(9080,)),
)

COMPATIBLE = (
    Ruleset("iptables", script=(
        "iptables -P INPUT DROP", "iptables -A INPUT -i lo -j ACCEPT",
        "iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        "iptables -A INPUT -p tcp --dport 22 -m conntrack --ctstate NEW -j ACCEPT",
        "iptables -A INPUT -p tcp -m multiport --dports 80,8080:8090 -m comment --comment web -j ACCEPT",
        "iptables -A INPUT -s 10.0.0.0/8 -p udp --dport 53 -j ACCEPT",
        "iptables -A INPUT -p tcp --dport 443 -s 198.51.100.0/24 -j REJECT --reject-with tcp-reset",
        "iptables -A INPUT -p tcp --dport 443 -m state --state NEW -j ACCEPT",
        "iptables -A INPUT -m iprange --src-range 10.77.0.1-10.77.0.9 -p tcp --dport 9000 -j ACCEPT",
        "ip6tables -A INPUT -p tcp --dport 993 -j REJECT")),
    Ruleset("iptables: types, marks, limits", script=(
        "iptables -t mangle -A PREROUTING -p tcp --dport 22 -j MARK --set-mark 0x5",
        "iptables -t mangle -A PREROUTING -p tcp --dport 80 -j CONNMARK --set-mark 3",
        "iptables -P INPUT DROP", "iptables -A INPUT -i lo -j ACCEPT",
        "iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        "iptables -A INPUT -m mark --mark 0x5 -j ACCEPT",
        "iptables -A INPUT -m connmark --mark 3 -s 10.0.0.0/8 -j ACCEPT",
        "iptables -A INPUT -m addrtype --dst-type LOCAL -p udp --dport 53 -j ACCEPT",
        "iptables -A INPUT -p tcp --dport 8080 -m limit --limit 1000/s --limit-burst 1000 -j ACCEPT",
        "iptables -A INPUT -p tcp --dport 443 -m hashlimit --hashlimit-upto 1000/s --hashlimit-burst 1000 "
        "--hashlimit-name x --hashlimit-mode srcip -j ACCEPT",
        "iptables -A INPUT -p tcp --dport 9000 -m pkttype --pkt-type unicast -j ACCEPT")),
    Ruleset("iptables: recent", script=(
        "iptables -P INPUT DROP", "iptables -A INPUT -i lo -j ACCEPT",
        "iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        "iptables -A INPUT -p tcp --dport 22 -m recent --set --name ssh",
        "iptables -A INPUT -p tcp --dport 22 -m recent --update --seconds 30 --hitcount 6 --name ssh -j DROP",
        "iptables -A INPUT -p tcp --dport 22 -j ACCEPT",
        "iptables -A INPUT -p tcp --dport 80 -m recent --rcheck --name knocked -j ACCEPT"),
        unknown=("tcp/::/80/dual",)),
    Ruleset("iptables: notrack and raw", script=(
        "iptables -t raw -A PREROUTING -p udp --dport 53 -j CT --notrack",
        "iptables -t raw -A PREROUTING -m rpfilter --invert -j DROP",
        "iptables -A INPUT -m conntrack --ctstate UNTRACKED -s 198.51.100.0/24 -j DROP",
        "iptables -A INPUT -p tcp --dport 22 -m conntrack --ctstate UNTRACKED -j DROP")),
    Ruleset("iptables: translation", script=(
        "iptables -t nat -A PREROUTING -p tcp --dport 9080 -j REDIRECT --to-ports 8080",
        "iptables -t nat -A PREROUTING -d 203.0.113.5 -p tcp --dport 9999 -j DNAT --to-destination 10.88.0.5:9000",
        "iptables -t nat -A PREROUTING -p tcp --dport 22 -j DNAT --to-destination 203.0.113.9",
        "iptables -P INPUT DROP", "iptables -A INPUT -i lo -j ACCEPT",
        "iptables -A INPUT -m conntrack --ctstate ESTABLISHED,DNAT -j ACCEPT",
        "ip6tables -t nat -A PREROUTING -p tcp --dport 9080 -j REDIRECT --to-ports 8443"), ports=(9080, 9999)),
    Ruleset("iptables: what nobody can read", script=(
        "iptables -P INPUT DROP", "iptables -A INPUT -i lo -j ACCEPT",
        "iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        "iptables -A INPUT -p tcp --dport 22 -m string --algo bm --string x -j ACCEPT",
        "iptables -A INPUT -p tcp --dport 80 -j ACCEPT"), unknown=("tcp/0.0.0.0/22",)),
    Ruleset("like ufw", script=(
        "iptables -P INPUT DROP", *(f"iptables -N {name}" for name in (
            "ufw-before-input", "ufw-user-input", "ufw-not-local", "ufw-logging-deny", "ufw-user-limit",
            "ufw-user-limit-accept", "ufw-after-input", "ufw-skip-to-policy-input")),
        "iptables -A INPUT -j ufw-before-input", "iptables -A INPUT -j ufw-after-input",
        "iptables -A ufw-before-input -i lo -j ACCEPT",
        "iptables -A ufw-before-input -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        "iptables -A ufw-before-input -m conntrack --ctstate INVALID -j ufw-logging-deny",
        "iptables -A ufw-before-input -m conntrack --ctstate INVALID -j DROP",
        "iptables -A ufw-before-input -p icmp --icmp-type echo-request -j ACCEPT",
        "iptables -A ufw-before-input -p udp --sport 67 --dport 68 -j ACCEPT",
        "iptables -A ufw-before-input -j ufw-not-local",
        "iptables -A ufw-before-input -d 224.0.0.251/32 -p udp --dport 5353 -j ACCEPT",
        "iptables -A ufw-before-input -j ufw-user-input",
        "iptables -A ufw-not-local -m addrtype --dst-type LOCAL -j RETURN",
        "iptables -A ufw-not-local -m addrtype --dst-type MULTICAST -j RETURN",
        "iptables -A ufw-not-local -m addrtype --dst-type BROADCAST -j RETURN",
        "iptables -A ufw-not-local -m limit --limit 3/min --limit-burst 10 -j ufw-logging-deny",
        "iptables -A ufw-not-local -j DROP",
        "iptables -A ufw-user-input -p tcp --dport 22 -m conntrack --ctstate NEW -m recent --set",
        "iptables -A ufw-user-input -p tcp --dport 22 -m conntrack --ctstate NEW -m recent --update "
        "--seconds 30 --hitcount 6 -j ufw-user-limit",
        "iptables -A ufw-user-input -p tcp --dport 22 -j ufw-user-limit-accept",
        "iptables -A ufw-user-input -p tcp -m multiport --dports 80,443 -j ACCEPT -m comment --comment 'dapp_Web'",
        "iptables -A ufw-user-input -s 10.0.0.0/8 -p udp --dport 53 -j ACCEPT",
        "iptables -A ufw-user-limit -m limit --limit 3/min -j LOG --log-prefix '[UFW LIMIT BLOCK] '",
        "iptables -A ufw-user-limit -j REJECT", "iptables -A ufw-user-limit-accept -j ACCEPT",
        "iptables -A ufw-logging-deny -m limit --limit 3/min --limit-burst 10 -j LOG --log-prefix '[UFW BLOCK] '",
        "iptables -A ufw-after-input -p udp --dport 137 -j ufw-skip-to-policy-input",
        "iptables -A ufw-skip-to-policy-input -j DROP",
        "ip6tables -P INPUT DROP", "ip6tables -A INPUT -i lo -j ACCEPT",
        "ip6tables -A INPUT -m rt --rt-type 0 -j DROP",
        "ip6tables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        "ip6tables -A INPUT -p icmpv6 --icmpv6-type neighbor-solicitation -m hl --hl-eq 255 -j ACCEPT",
        "ip6tables -A INPUT -p icmpv6 --icmpv6-type neighbor-advertisement -m hl --hl-eq 255 -j ACCEPT",
        "ip6tables -A INPUT -p tcp --dport 8443 -j ACCEPT")),
    Ruleset("like docker", script=(
        "iptables -t nat -N DOCKER", "iptables -N DOCKER-USER",
        "iptables -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER",
        "iptables -t nat -A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER",
        "iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE",
        "iptables -t nat -A DOCKER -i docker0 -j RETURN",
        "iptables -t nat -A DOCKER ! -i docker0 -p tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80",
        "iptables -t nat -A DOCKER -d 10.88.0.5/32 ! -i docker0 -p tcp --dport 22 -j DNAT "
        "--to-destination 172.17.0.3:22", "iptables -P FORWARD DROP", "iptables -A FORWARD -j DOCKER-USER")),
)

FIREWALLD = Ruleset("like firewalld", """
table inet firewalld {
  chain mangle_PREROUTING { type filter hook prerouting priority mangle + 10; policy accept;
    jump mangle_PREROUTING_ZONES
  }
  chain mangle_PREROUTING_ZONES { iifname "eth1" goto mangle_PRE_trusted
    goto mangle_PRE_public
  }
  chain mangle_PRE_public { return
  }
  chain mangle_PRE_trusted { return
  }
  chain nat_PREROUTING { type nat hook prerouting priority dstnat + 10; policy accept;
    jump nat_PREROUTING_ZONES
  }
  chain nat_PREROUTING_ZONES { iifname "eth1" goto nat_PRE_trusted
    goto nat_PRE_public
  }
  chain nat_PRE_trusted { return
  }
  chain nat_PRE_public { jump nat_PRE_public_allow
  }
  chain nat_PRE_public_allow { meta nfproto ipv4 tcp dport 9080 redirect to :8080
  }
  chain filter_PREROUTING { type filter hook prerouting priority filter + 10; policy accept;
    icmpv6 type { nd-router-advert, nd-neighbor-solicit } accept
    meta nfproto ipv6 fib saddr . mark . iif oif missing drop
  }
  chain filter_INPUT { type filter hook input priority filter + 10; policy accept;
    ct state { established, related } accept
    ct status dnat accept
    iifname "lo" accept
    jump filter_INPUT_ZONES_SOURCE
    jump filter_INPUT_ZONES
    ct state { invalid } drop
    reject with icmpx type admin-prohibited
  }
  chain filter_INPUT_ZONES_SOURCE { ip saddr 10.77.0.0/24 goto filter_IN_internal
  }
  chain filter_INPUT_ZONES { iifname "eth1" goto filter_IN_trusted
    goto filter_IN_public
  }
  chain filter_IN_trusted { accept
  }
  chain filter_IN_internal { jump filter_IN_internal_allow
    jump filter_IN_public
    reject with icmpx type admin-prohibited
  }
  chain filter_IN_internal_allow { udp dport 53 ct state { new, untracked } accept
  }
  chain filter_IN_public { jump filter_IN_public_deny
    jump filter_IN_public_allow
    meta l4proto { icmp, ipv6-icmp } accept
  }
  chain filter_IN_public_deny { ip saddr 198.51.100.7 drop
  }
  chain filter_IN_public_allow { tcp dport 22 ct state { new, untracked } accept
    tcp dport 443 ct state { new, untracked } accept
    ip6 daddr fe80::/64 udp dport 546 ct state { new, untracked } accept
  }
}
""", ports=(9080,))

LEGACY = Ruleset("iptables-legacy", script=(
    "iptables-legacy -A INPUT -p tcp --dport 22 -j DROP",
    "ip6tables-legacy -A INPUT -p tcp --dport 80 -j DROP"),
    unknown=("tcp/0.0.0.0/22", "tcp/::/80/dual", "tcp/::/8443", "tcp/0.0.0.0/8080", "tcp/203.0.113.5/443",
             "tcp/10.88.0.5/9000", "tcp/2001:db8:1::5/993", "tcp/0.0.0.0/2222/eth1", "udp/0.0.0.0/53",
             "udp/::/5353/dual", "udp/10.88.0.5/161"))

RULESETS = (*NATIVE, *TRANSLATING, *COMPATIBLE, FIREWALLD, LEGACY)
