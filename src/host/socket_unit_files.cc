// Reading *.socket files and comparing what they listen on with sockets.
#include "host/socket_unit_files.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/strings.h"
#include "sys/file.h"

namespace minato::host {

using model::IpAddress;
using sys::SocketUnit;
using sys::UnitListen;

namespace {

constexpr std::array kFolders = {"/etc/systemd/system",     "/run/systemd/system",
                                 "/run/systemd/generator",  "/usr/local/lib/systemd/system",
                                 "/usr/lib/systemd/system", "/lib/systemd/system"};
constexpr std::size_t kUnitBytes = 64U << 10;

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

void read_line(std::string_view line, bool& in_socket, std::vector<UnitListen>& listens) {
  line = base::trim(line);
  if (line.empty() || line.front() == '#' || line.front() == ';') return;
  if (line.front() == '[') {
    in_socket = line == "[Socket]";
    return;
  }
  const std::size_t equals = line.find('=');
  if (!in_socket || equals == std::string_view::npos) return;
  const std::string_view key = base::trim(line.substr(0, equals));
  const std::string_view value = base::trim(line.substr(equals + 1));
  if (key != "ListenStream" && key != "ListenDatagram") return;
  const std::string type(key.substr(std::string_view("Listen").size()));
  if (value.empty()) {
    std::erase_if(listens, [](const UnitListen&) { return true; });
  } else {
    listens.push_back(
        {type, all_digits(value) ? "[::]:" + std::string(value) : std::string(value)});
  }
}

struct ListenAddress {
  IpAddress address{};
  std::uint16_t port = 0;
};

/// "1.2.3.4:22", "[::1]:22", "[fe80::1]:22%eth0"; nothing for paths and names.
std::optional<ListenAddress> parse_listen(std::string_view text) {
  text =
      text.substr(0, text.find('%', text.find(']') == std::string_view::npos ? 0 : text.find(']')));
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = base::parse_number<std::uint16_t>(text.substr(colon + 1));
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto address = IpAddress::parse(host);
  if (!port || !address) return std::nullopt;
  return ListenAddress{*address, *port};
}

/// The unit file and its drop-ins, in the order in which systemd reads them.
std::vector<std::string> texts_of(const std::string& root, const std::string& folder,
                                  const std::string& name) {
  std::vector<std::string> texts;
  texts.push_back(sys::read_file(root + folder + "/" + name, kUnitBytes).value_or(""));
  std::set<std::string> taken;
  std::vector<std::pair<std::string, std::string>> drop_ins;
  for (const std::string place : kFolders) {
    const std::string below = root + place + "/" + name + ".d";
    for (std::string& file : sys::list_directory(below).value_or(std::vector<std::string>{})) {
      if (!file.ends_with(".conf") || !taken.insert(file).second) continue;
      drop_ins.emplace_back(file, sys::read_file(below + "/" + file, kUnitBytes).value_or(""));
    }
  }
  std::sort(drop_ins.begin(), drop_ins.end());
  for (auto& [file, text] : drop_ins) texts.push_back(std::move(text));
  return texts;
}

}  // namespace

std::vector<UnitListen> parse_unit_listens(const std::vector<std::string>& files) {
  std::vector<UnitListen> listens;
  for (const std::string& text : files) {
    bool in_socket = false;
    for (const std::string_view line : base::split(text, '\n')) {
      read_line(line, in_socket, listens);
    }
  }
  return listens;
}

std::vector<SocketUnit> read_socket_units(const std::string& root) {
  std::vector<SocketUnit> units;
  std::set<std::string> seen;
  for (const std::string folder : kFolders) {
    const auto names = sys::list_directory(root + folder);
    if (!names) continue;
    for (const std::string& name : *names) {
      // A template (name@.socket) is no unit before it has an instance.
      const bool unit = name.ends_with(".socket") && name.find("@.") == std::string::npos;
      if (!unit || !seen.insert(name).second) continue;
      units.push_back({name, parse_unit_listens(texts_of(root, folder, name))});
    }
  }
  std::sort(units.begin(), units.end(),
            [](const SocketUnit& a, const SocketUnit& b) { return a.name < b.name; });
  return units;
}

bool listens_on(const UnitListen& listen, const model::Socket& socket) {
  const bool stream = socket.local.port.transport == model::Transport::tcp;
  if (listen.type != (stream ? "Stream" : "Datagram")) return false;
  const auto wanted = parse_listen(listen.address);
  if (!wanted || wanted->port != socket.local.port.number) return false;
  const IpAddress& bound = socket.local.address;
  if (wanted->address.is_unspecified()) return bound.is_unspecified();
  return std::ranges::equal(wanted->address.bytes(), bound.bytes());
}

std::string unit_of(const std::vector<SocketUnit>& units, const model::Socket& socket) {
  for (const SocketUnit& unit : units) {
    for (const UnitListen& listen : unit.listens) {
      if (listens_on(listen, socket)) return unit.name;
    }
  }
  return {};
}

}  // namespace minato::host
