// Opening links and filling in plans.
#include "scan/pass_ground.h"

#include <thread>

namespace minato::scan {

base::Result<std::vector<OpenLink>> open_links(std::span<const LinkUse> uses,
                                               sys::LinkFactory& factory,
                                               const SourcePorts& ports) {
  std::vector<OpenLink> links;
  for (const LinkUse& use : uses) {
    auto link = factory.open({.interface_index = use.interface_index,
                              .filter = {.tcp = true,
                                         .udp = true,
                                         .icmp = true,
                                         .arp = true,
                                         .first_port = ports.lowest(),
                                         .last_port = ports.highest()}});
    if (!link) return base::fail(link.error());
    links.push_back({use.interface_index, use.framing, std::move(*link)});
  }
  return links;
}

void close_links(std::vector<OpenLink>& links) {
  std::vector<std::jthread> closing;
  for (OpenLink& open : links) {
    closing.emplace_back([&open] { open.link.sender.reset(); });
    closing.emplace_back([&open] { open.link.receiver.reset(); });
  }
  closing.clear();
  links.clear();
}

HashKey key_of_pass(const HashKey& key, std::uint64_t pass) {
  SipHash low(key);
  low.word(pass);
  SipHash high(key);
  high.word(~pass);
  return {low.finish(8), high.finish(8)};
}

PassPlan plan_of(PassGround& ground, std::uint64_t pass, const Targets& targets) {
  PassPlan plan{.targets = &targets,
                .lanes = ground.routes.lanes,
                .links = ground.links,
                .key = key_of_pass(ground.key, pass),
                .secret = key_of_pass(ground.secret, pass),
                .source_ports = ground.source_ports,
                .style = ground.style};
  plan.scheduler.limits = ground.limits;
  return plan;
}

}  // namespace minato::scan
