// Paths of control groups as the runtimes lay them out.
#include "host/cgroup.h"

#include <gtest/gtest.h>

namespace minato::host {
namespace {

const std::string kId = "4f5c1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7";

struct Row {
  const char* name;
  std::string text;
  std::string unit;
  std::string runtime;
  std::string id;
};

TEST(Cgroup, names_the_unit_and_the_container) {
  const std::string other(64, 'a');
  const Row rows[] = {
      {"empty", "", "", "", ""},
      {"root", "0::/\n", "", "", ""},
      {"service", "0::/system.slice/nginx.service\n", "nginx.service", "", ""},
      {"below a service", "0::/system.slice/nginx.service/worker\n", "nginx.service", "", ""},
      {"init", "0::/init.scope\n", "init.scope", "", ""},
      {"session", "0::/user.slice/user-1000.slice/session-3.scope\n", "session-3.scope", "", ""},
      {"service of a user",
       "0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-foo.service\n",
       "app-foo.service", "", ""},
      {"version 1", "12:pids:/system.slice/ssh.service\n1:name=systemd:/system.slice/ssh.service\n",
       "ssh.service", "", ""},
      {"version 1, other hierarchies do not name units", "5:cpu:/odd.service\n", "", "", ""},
      {"docker, systemd driver", "0::/system.slice/docker-" + kId + ".scope\n", "", "docker", kId},
      {"docker, cgroupfs driver", "0::/docker/" + kId + "\n", "", "docker", kId},
      {"docker, version 1", "9:memory:/docker/" + kId + "\n0::/system.slice/containerd.service\n",
       "containerd.service", "docker", kId},
      {"docker in docker", "0::/docker/" + other + "/docker/" + kId + "\n", "", "docker", kId},
      {"docker, a unit inside", "0::/docker/" + kId + "/system.slice/cron.service\n",
       "cron.service", "docker", kId},
      {"podman", "0::/machine.slice/libpod-" + kId + ".scope/container\n", "", "podman", kId},
      {"podman without root",
       "0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" + kId + ".scope\n", "",
       "podman", kId},
      {"podman, cgroupfs driver", "0::/libpod_parent/libpod-" + kId + "\n", "", "podman", kId},
      {"the monitor of podman is no container",
       "0::/machine.slice/libpod-conmon-" + kId + ".scope\n", "libpod-conmon-" + kId + ".scope", "",
       ""},
      {"kubernetes, systemd driver",
       "0::/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod1_2.slice/"
       "cri-containerd-" +
           kId + ".scope\n",
       "", "kubernetes", kId},
      {"kubernetes, cri-o", "0::/kubepods.slice/kubepods-pod1.slice/crio-" + kId + ".scope\n", "",
       "kubernetes", kId},
      {"kubernetes, cgroupfs driver", "4:cpu:/kubepods/burstable/pod12-34/" + kId + "\n", "",
       "kubernetes", kId},
      {"kubernetes in a container",
       "0::/docker/" + other +
           "/kubelet.slice/kubelet-kubepods.slice"
           "/kubelet-kubepods-pod1.slice/cri-containerd-" +
           kId + ".scope\n",
       "", "kubernetes", kId},
      {"containerd", "0::/default/" + kId + "\n", "", "containerd", kId},
      {"nerdctl", "0::/system.slice/nerdctl-" + kId + ".scope\n", "", "containerd", kId},
      {"lxc", "0::/lxc.payload.web\n", "", "lxc", "web"},
      {"lxc, a unit inside", "0::/lxc.payload.web/system.slice/nginx.service\n", "nginx.service",
       "lxc", "web"},
      {"lxc, version 1", "3:memory:/lxc/web\n", "", "lxc", "web"},
      {"the monitor of lxc is no container", "0::/lxc.monitor.web\n", "", "", ""},
      {"nspawn", "0::/machine.slice/systemd-nspawn@my\\x2dweb.service/payload\n", "",
       "systemd-nspawn", "my-web"},
      {"machine", "0::/machine.slice/machine-db.scope/system.slice/mysql.service\n",
       "mysql.service", "systemd-nspawn", "db"},
      {"a virtual machine is no container",
       "0::/machine.slice/machine-qemu\\x2d1\\x2dwin.scope/libvirt\n",
       "machine-qemu\\x2d1\\x2dwin.scope", "", ""},
      {"seen from beside", "0::/../../system.slice/a.service\n", "a.service", "", ""},
      {"short ids are no containers", "0::/docker/abc\n", "", "", ""},
      {"a colon in the path", "0::/system.slice/a:b.service\n", "a:b.service", "", ""},
      {"nonsense", "::::\n0:\nx\n\n", "", "", ""},
  };
  for (const Row& row : rows) {
    const CgroupFacts facts = parse_cgroup(row.text);
    EXPECT_EQ(facts.unit, row.unit) << row.name;
    EXPECT_EQ(facts.container.value_or(CgroupContainer{}).runtime, row.runtime) << row.name;
    EXPECT_EQ(facts.container.value_or(CgroupContainer{}).id, row.id) << row.name;
  }
}

TEST(Cgroup, tells_whose_systemd_manages_the_unit) {
  const std::string user = "/user.slice/user-1000.slice/user@1000.service";
  EXPECT_EQ(parse_cgroup_path(user + "/app.slice/a.service").user_manager, 1000U);
  EXPECT_FALSE(parse_cgroup_path(user).user_manager) << "user@1000.service is one of the system";
  EXPECT_FALSE(parse_cgroup_path("/user.slice/user-1000.slice/session-3.scope").user_manager);
  EXPECT_FALSE(parse_cgroup_path("/system.slice/user@x.service/a.service").user_manager);
}

TEST(Cgroup, containers_are_shown_by_name_or_short_id) {
  const CgroupContainer docker{"docker", kId};
  EXPECT_EQ(to_container(docker, "web"), (model::Container{"docker", kId.substr(0, 12), "web"}));
  EXPECT_EQ(to_container(docker, "").name, "");
  EXPECT_EQ(to_container({"lxc", "db"}, ""), (model::Container{"lxc", "db", "db"}));
}

}  // namespace
}  // namespace minato::host
