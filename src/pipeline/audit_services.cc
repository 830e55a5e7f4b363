// Two vocabularies: IANA's names and products on one side, families of checks on the other.
#include "pipeline/audit_services.h"

#include <algorithm>
#include <array>

#include "identify/verdict.h"
#include "pipeline/identification.h"

namespace minato::pipeline {
namespace {

struct Word {
  std::string_view theirs;
  std::string_view ours;
};

constexpr std::array kServices = {
    Word{"domain", "dns"},        Word{"microsoft-ds", "smb"},     Word{"netbios-ssn", "smb"},
    Word{"ms-wbt-server", "rdp"}, Word{"sunrpc", "rpcbind"},       Word{"socks5", "socks"},
    Word{"ms-sql-s", "ms-sql"},   Word{"beanstalk", "beanstalkd"}, Word{"submission", "smtp"},
    Word{"https", "http"},
};

/// Interfaces that are HTTP underneath and have checks of their own.
constexpr std::array kProducts = {
    Word{"etcd", "etcd"},
    Word{"Docker API", "docker"},
    Word{"Elasticsearch", "elasticsearch"},
    Word{"OpenSearch", "elasticsearch"},
    Word{"Kubernetes API server", "kubernetes"},
    Word{"Kubernetes API (401)", "kubernetes"},
};

template <std::size_t kCount>
std::string_view translated(const std::array<Word, kCount>& words, std::string_view theirs) {
  const auto at = std::ranges::find(words, theirs, &Word::theirs);
  return at == words.end() ? std::string_view() : at->ours;
}

std::vector<model::Endpoint> unusual_endpoints(const AuditRequest& request) {
  std::vector<model::Endpoint> endpoints;
  for (const AuditHost& host : request.hosts) {
    for (const model::Port port : host.ports.empty() ? request.ports : host.ports) {
      const bool tcp = port.transport == model::Transport::tcp;
      if (tcp && audit::usual_service(port).service.empty()) {
        endpoints.push_back({host.address, port});
      }
    }
  }
  return endpoints;
}

}  // namespace

audit::ServiceGuess audited_service(const model::Service& service) {
  const std::string_view by_product = translated(kProducts, service.product);
  const std::string_view by_name = translated(kServices, service.name);
  const std::string_view name = !by_product.empty() ? by_product
                                : !by_name.empty()  ? by_name
                                                    : std::string_view(service.name);
  return {std::string(name), service.tunnel};
}

base::Result<std::map<model::Endpoint, audit::ServiceGuess>> identify_unusual(
    const AuditRequest& request, const std::stop_token& stop) {
  std::map<model::Endpoint, audit::ServiceGuess> services;
  const auto endpoints = unusual_endpoints(request);
  if (endpoints.empty()) return services;
  const identify::Knowledge knowledge = identify::Knowledge::with({});
  auto identification = Identification::create(
      knowledge, {.connect_limit = request.connect_limit, .most_per_host = request.most_per_host});
  if (!identification) return base::fail(identification.error());
  std::map<model::IpAddress, std::string> names;
  for (const AuditHost& host : request.hosts) names.emplace(host.address, host.name);
  (*identification)->add(endpoints);
  (*identification)->close();
  const auto asked = (*identification)
                         ->run([&](const model::IpAddress& address) { return names[address]; },
                               [&](Identified&& found) {
                                 if (found.service.name.empty()) return;
                                 services.emplace(found.endpoint, audited_service(found.service));
                               },
                               stop);
  if (!asked) return base::fail(asked.error());
  return services;
}

}  // namespace minato::pipeline
