// Reading docker's and podman's JSON with Boost.JSON, field by field.
#include "host/container_files.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "base/strings.h"

namespace minato::host {
namespace {

namespace json = boost::json;

std::optional<json::value> parse_json(std::string_view text) {
  boost::system::error_code error;
  json::value value = json::parse({text.data(), text.size()}, error);
  if (error) return std::nullopt;
  return value;
}

const json::object* object_at(const json::object& parent, const char* key) {
  const json::value* const found = parent.if_contains(key);
  return found == nullptr ? nullptr : found->if_object();
}

std::string text_at(const json::object& parent, const char* key) {
  const json::value* const found = parent.if_contains(key);
  const json::string* const text = found == nullptr ? nullptr : found->if_string();
  return text == nullptr ? std::string{} : std::string(text->data(), text->size());
}

/// "80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}]
void add_published(const json::key_value_pair& entry, std::vector<model::Port>& published) {
  const std::string_view key(entry.key().data(), entry.key().size());
  const std::size_t slash = key.find('/');
  const json::array* const bindings = entry.value().if_array();
  if (bindings == nullptr || slash == std::string_view::npos) return;
  const auto transport = model::parse_transport(key.substr(slash + 1));
  if (!transport) return;
  for (const json::value& binding : *bindings) {
    const json::object* const fields = binding.if_object();
    if (fields == nullptr) continue;
    const auto number = base::parse_number<std::uint16_t>(text_at(*fields, "HostPort"));
    if (number && *number != 0) published.push_back({*number, *transport});
  }
}

}  // namespace

std::optional<DockerContainer> parse_docker_config(std::string_view text) {
  const auto value = parse_json(text);
  const json::object* const config = value ? value->if_object() : nullptr;
  if (config == nullptr) return std::nullopt;
  DockerContainer container{.id = text_at(*config, "ID"), .name = text_at(*config, "Name")};
  if (container.name.starts_with('/')) container.name.erase(0, 1);
  if (const json::object* const state = object_at(*config, "State")) {
    const json::value* const running = state->if_contains("Running");
    container.running = running != nullptr && running->is_bool() && running->get_bool();
  }
  const json::object* const network = object_at(*config, "NetworkSettings");
  const json::object* const ports = network == nullptr ? nullptr : object_at(*network, "Ports");
  if (ports != nullptr) {
    for (const json::key_value_pair& entry : *ports) add_published(entry, container.published);
  }
  return container;
}

std::map<std::string, std::string, std::less<>> parse_podman_containers(std::string_view text) {
  std::map<std::string, std::string, std::less<>> names;
  const auto value = parse_json(text);
  const json::array* const containers = value ? value->if_array() : nullptr;
  if (containers == nullptr) return names;
  for (const json::value& container : *containers) {
    const json::object* const fields = container.if_object();
    if (fields == nullptr) continue;
    const json::value* const list = fields->if_contains("names");
    const json::array* const known = list == nullptr ? nullptr : list->if_array();
    if (known == nullptr || known->empty() || !known->front().is_string()) continue;
    const json::string& name = known->front().get_string();
    names.emplace(text_at(*fields, "id"), std::string(name.data(), name.size()));
  }
  return names;
}

std::string kubernetes_name(std::string_view log_name, std::string_view id) {
  constexpr std::string_view kEnd = ".log";
  if (id.empty() || !log_name.ends_with(kEnd)) return {};
  log_name.remove_suffix(kEnd.size());
  if (!log_name.ends_with(id) || log_name.size() <= id.size()) return {};
  log_name.remove_suffix(id.size() + 1);
  const auto parts = base::split(log_name, '_');
  if (parts.size() != 3) return {};
  return std::string(parts[1]) + "/" + std::string(parts[0]) + "/" + std::string(parts[2]);
}

}  // namespace minato::host
