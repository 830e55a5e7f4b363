// What minato itself knows about the services behind ports: explanation, danger, countermeasures.
// Source: data/knowledge/*.toml. All texts live as long as the program.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/language.h"
#include "model/port.h"
#include "registry/answer.h"
#include "registry/danger.h"
#include "registry/text_list.h"

namespace minato::registry {

namespace data {
struct CountermeasureRow;
struct KnowledgeRow;
}  // namespace data

/// Ports first to last of one transport where a service lives.
struct ServicePorts {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
  model::Transport transport = model::Transport::tcp;

  bool operator==(const ServicePorts&) const = default;
};

/// One thing to do about the danger of a service. A light view.
class Countermeasure {
 public:
  explicit Countermeasure(const data::CountermeasureRow& row) : row_(&row) {}

  /// Unique within its service: "restrict-addresses".
  [[nodiscard]] std::string_view id() const;
  /// One or two sentences that say what to do.
  [[nodiscard]] std::string_view text(base::Language language) const;
  [[nodiscard]] TextList references() const;

 private:
  const data::CountermeasureRow* row_;
};

/// One service of data/knowledge. A light view, equal when it is the same service.
/// Example: `knowledge_by_id("telnet")->alternative()->id()` is "ssh".
class Knowledge {
 public:
  explicit Knowledge(const data::KnowledgeRow& row) : row_(&row) {}

  /// The short name that people say, unique: "https", "rdp".
  [[nodiscard]] std::string_view id() const;
  /// IANA's service name of the canonical port; "" when the use is unofficial.
  [[nodiscard]] std::string_view iana_name() const;
  [[nodiscard]] std::string_view title(base::Language language) const;
  [[nodiscard]] std::string_view explanation(base::Language language) const;
  /// Where it lives; the first one is the canonical port.
  [[nodiscard]] std::vector<ServicePorts> ports() const;
  /// The first port of ports().
  [[nodiscard]] model::Port canonical_port() const;
  [[nodiscard]] bool lives_at(model::Port port) const;
  [[nodiscard]] Answer encrypted() const;
  [[nodiscard]] Answer authenticated() const;
  /// When it can be reached from outside.
  [[nodiscard]] Danger danger() const;
  [[nodiscard]] std::string_view danger_reason(base::Language language) const;
  /// The service to use instead because it encrypts.
  [[nodiscard]] std::optional<Knowledge> alternative() const;
  [[nodiscard]] std::vector<Countermeasure> countermeasures() const;
  /// Other words that people type, lower case.
  [[nodiscard]] TextList aliases() const;
  [[nodiscard]] TextList products() const;
  /// Process names (comm) of Linux servers.
  [[nodiscard]] TextList processes() const;
  [[nodiscard]] TextList references() const;

  bool operator==(const Knowledge&) const = default;

 private:
  const data::KnowledgeRow* row_;
};

/// How many services there are; each by its position, sorted by id.
[[nodiscard]] std::size_t knowledge_count();
[[nodiscard]] Knowledge knowledge_entry(std::size_t position);

/// A range of more ports than this does not name them: what listens on 31000 is seldom a Kubernetes
/// NodePort, though it may be. 64: the displays of X11.
inline constexpr int kWidestNamingRange = 64;

/// The service to name at a port: one that lives on exactly this port (first the one whose
/// canonical port it is), else one with a narrow range around it. About 10 ns.
[[nodiscard]] std::optional<Knowledge> knowledge_at(model::Port port);
/// The service at a port where a process of that name (comm) listens: of the services there the one
/// whose server it is, else as knowledge_at(). Example: port 9000 is PHP-FPM for "php-fpm8.2".
[[nodiscard]] std::optional<Knowledge> knowledge_at(model::Port port, std::string_view process);
/// All services that a process of that name serves, sorted by id; a hint on unusual ports.
[[nodiscard]] std::vector<Knowledge> knowledge_of_process(std::string_view process);
/// All services at a port number on any transport: the one to name first, wide ranges last.
[[nodiscard]] std::vector<Knowledge> all_knowledge_at(std::uint16_t number);
/// All services with a port in first to last, by their lowest such port.
[[nodiscard]] std::vector<Knowledge> knowledge_between(std::uint16_t first, std::uint16_t last);
[[nodiscard]] std::optional<Knowledge> knowledge_by_id(std::string_view id);

}  // namespace minato::registry
