// What /proc, systemd and the container engines write, from hostile bytes.
#include "base/bytes.h"
#include "base/check.h"
#include "host/cgroup.h"
#include "host/container_files.h"
#include "host/socket_unit_files.h"
#include "sys/mounts.h"
#include "sys/network_namespaces.h"
#include "sys/process.h"
#include "sys/socket_owners.h"

namespace {
using namespace minato;  // NOLINT(google-build-using-namespace): a test program
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = base::as_text({data, size});
  if (const auto stat = sys::parse_process_stat(text)) MINATO_CHECK(stat->name.size() < size);
  static_cast<void>(sys::parse_status_uid(text));
  std::size_t argument_bytes = 0;
  for (const std::string& argument : sys::parse_command_line(text))
    argument_bytes += argument.size();
  MINATO_CHECK(argument_bytes <= size);
  static_cast<void>(sys::parse_socket_link(text));
  static_cast<void>(sys::parse_network_namespace_link(text));
  static_cast<void>(sys::parse_mounts(text));

  const host::CgroupFacts facts = host::parse_cgroup(text);
  MINATO_CHECK(facts.unit.size() <= size);
  if (facts.container) {
    MINATO_CHECK(!facts.container->runtime.empty());
    static_cast<void>(host::to_container(*facts.container, ""));
  }
  static_cast<void>(host::parse_docker_config(text));
  static_cast<void>(host::parse_podman_containers(text));
  static_cast<void>(host::kubernetes_name(text, text.substr(size / 2)));
  const model::Socket socket{.local = {model::IpAddress(), {22, model::Transport::tcp}}};
  for (const sys::UnitListen& listen : host::parse_unit_listens({std::string(text)})) {
    static_cast<void>(host::listens_on(listen, socket));
  }
  static_cast<void>(host::listens_on({"Stream", std::string(text)}, socket));
  return 0;
}
