// How the parts of a socket read in tables: endpoints, owners, reach. Used by ls, report, explain.
#pragma once

#include <string>

#include "base/language.h"
#include "model/port_set.h"
#include "model/socket.h"
#include "pipeline/local_view.h"

namespace minato::cli {

/// "443/tcp, 443/udp", "6000-6063/tcp"; "3000-3010" when TCP and UDP are alike.
[[nodiscard]] std::string ports_text(const model::PortSet& ports);
/// The service's name; with "?" when only IANA's list has it for that number, and the socket itself
/// gives no hint.
[[nodiscard]] std::string service_text(const pipeline::LocalSocket& local);
/// "0.0.0.0", "*" for a dual-stack wildcard, "[::1]", with "%eth0" when bound to a device.
[[nodiscard]] std::string address_text(const model::Socket& socket);
/// "10.0.0.5:443", "[::1]:443", "*:80"; without the transport.
[[nodiscard]] std::string local_text(const model::Socket& socket);
/// The same of the other end; "" when there is none.
[[nodiscard]] std::string remote_text(const model::Socket& socket);
/// "nginx (812)", "nginx (812) +3"; "" when nobody is known. Not escaped.
[[nodiscard]] std::string holder_text(const pipeline::LocalSocket& local);
/// "nginx.service", "docker web"; "" when neither is known. Not escaped.
[[nodiscard]] std::string origin_text(const model::Process& process);
/// The same of a socket, also when its holder is hidden.
[[nodiscard]] std::string origin_text(const pipeline::LocalSocket& local);
/// "systemd (1) → sshd (700) → bash (812)". Not escaped.
[[nodiscard]] std::string ancestry_text(const model::Process& process);
/// "retransmit 1.2s ×3"; "" without a timer.
[[nodiscard]] std::string timer_text(const model::SocketTimer& timer);
/// "this machine only", "anywhere"; 全世界.
[[nodiscard]] std::string reach_text(model::Exposure exposure, base::Language language);
/// What decided the reach.
[[nodiscard]] std::string reach_reason(const model::ExposureVerdict& verdict,
                                       base::Language language);

}  // namespace minato::cli
