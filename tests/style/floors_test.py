"""The stack of floors: a folder includes only folders on lower floors, and no file circles."""
import unittest

import house

FLOORS = {
    "base": 1,
    "model": 2,
    "wire": 3, "registry": 3, "sys": 3,
    "talk": 4,
    "host": 5, "check": 5, "scan": 5, "capture": 5,
    "identify": 5, "audit": 5, "detect": 5,
    "render": 5, "store": 5, "fleet": 5, "guard": 5,
    "pipeline": 6,
    "server": 7,
    "cli": 8,
}
# The one file of `talk` that knows `sys` (which is on a lower floor anyway) is named in its header;
# here: system headers by the folder that alone may include them.
SYSTEM_ONLY = ("sys/", "linux/", "net/", "netinet/", "arpa/", "netpacket/", "asm/", "bpf/", "libmnl/",
               "nftables/", "systemd/", "xdp/", "pcap/")
SYSTEM_NAMES = {"unistd.h", "fcntl.h", "poll.h", "sched.h", "signal.h", "termios.h", "pwd.h", "grp.h", "dirent.h",
                "netdb.h", "ifaddrs.h", "pthread.h", "cap-ng.h", "seccomp.h", "pcap.h", "spawn.h", "syslog.h"}
OWNED = {"sqlite3.h": "store", "pqxx/": "store", "libpq-fe.h": "store", "nats/": "fleet", "nats.h": "fleet",
         "CLI/": "cli", "ncurses.h": "cli", "term.h": "cli", "hs/": "identify", "hs.h": "identify"}


def owner_of(name):
    if name in SYSTEM_NAMES or name.startswith(SYSTEM_ONLY):
        return "sys"
    for header, folder in OWNED.items():
        if name == header or (header.endswith("/") and name.startswith(header)):
            return folder
    return None


class Floors(unittest.TestCase):
    def folder_of(self, path):
        parts = path.relative_to(house.ROOT / "src").parts
        return parts[0] if len(parts) > 1 else None

    def test_every_folder_of_src_stands_on_a_floor(self):
        folders = {p.name for p in (house.ROOT / "src").iterdir() if p.is_dir()}
        self.assertEqual(folders - FLOORS.keys(), set())

    def test_a_folder_includes_only_lower_floors(self):
        broken = []
        for path in house.sources("src"):
            folder = self.folder_of(path)
            for bracket, name in house.includes(path):
                target = name.split("/")[0]
                if bracket != '"' or folder is None or target == folder:
                    continue
                if target in FLOORS and FLOORS[target] >= FLOORS[folder]:
                    broken.append(f"{house.short(path)} (floor {FLOORS[folder]}) includes {name} (floor {FLOORS[target]})")
        self.assertEqual(broken, [])

    def test_system_and_library_headers_stay_in_their_folder(self):
        broken = []
        for path in house.sources("src"):
            for bracket, name in house.includes(path):
                owner = owner_of(name)
                if bracket == "<" and owner is not None and self.folder_of(path) != owner:
                    broken.append(f"{house.short(path)} includes <{name}>, which belongs to src/{owner}")
        self.assertEqual(broken, [])

    def test_headers_include_each_other_without_circles(self):
        graph = {}
        for path in house.sources("src", suffixes=(".h",)):
            key = str(path.relative_to(house.ROOT / "src"))
            graph[key] = [name for bracket, name in house.includes(path) if bracket == '"']
        state, circles = {}, []

        def visit(node, trail):
            if state.get(node) == "done" or node not in graph:
                return
            if state.get(node) == "open":
                circles.append(" -> ".join(trail[trail.index(node):] + [node]))
                return
            state[node] = "open"
            for following in graph[node]:
                visit(following, trail + [node])
            state[node] = "done"

        for node in graph:
            visit(node, [])
        self.assertEqual(circles, [])

    def test_project_includes_are_written_from_src(self):
        broken = []
        for path in house.sources("src"):
            for bracket, name in house.includes(path):
                generated = name.endswith(".skel.h") or name.startswith("generated/")
                if bracket == '"' and not generated and not (house.ROOT / "src" / name).is_file():
                    broken.append(f"{house.short(path)}: {name}")
        self.assertEqual(broken, [])


if __name__ == "__main__":
    unittest.main()
