// Walking flows through the base chains of a hook, in the order in which the kernel does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "host/nft_flow.h"
#include "host/nft_match.h"
#include "host/nft_place.h"
#include "host/nft_ruleset.h"

namespace minato::host {

/// Told of what does not come out of a hook.
class NftWalkEvents {
 public:
  virtual ~NftWalkEvents() = default;
  /// Dropped or rejected; by: the rule or the policy.
  virtual void stopped(const NftFlow& flow, std::uint32_t by) = 0;
  /// Anything may become of it: `flow.undecided_by` is the rule.
  virtual void lost(const NftFlow& flow) = 0;
  /// A transparent proxy may take it: to any local socket where `proxy` names no address or port.
  virtual void proxied(const NftFlow& flow, const NftTransparentProxy& proxy) = 0;
};

class NftWalk {
 public:
  /// The matcher, the ruleset and the events must outlive the walk.
  NftWalk(const NftRuleset& ruleset, const NftMatcher& matcher, NftWalkEvents& events);

  /// What leaves the hook of `place`. place.tracking is set on the way.
  [[nodiscard]] NftFlows through(NftPlace place, NftFlows flows);

 private:
  /// What leaves a chain: by accept, or at its end.
  struct Exit {
    NftFlows accepted{};
    NftFlows returned{};
  };
  struct Step;

  [[nodiscard]] std::vector<std::uint32_t> base_chains(const NftPlace& place, bool nat) const;
  [[nodiscard]] NftFlows through_ingress(std::uint32_t chain, const NftPlace& place,
                                         NftFlows flows);
  [[nodiscard]] NftFlows through_base(std::uint32_t chain, const NftPlace& place, NftFlows flows);
  [[nodiscard]] NftFlows through_nat(const std::vector<std::uint32_t>& chains,
                                     const NftPlace& place, NftFlows flows);
  [[nodiscard]] bool skips(const std::vector<NftStatement>& statements, const NftFlows& flows,
                           const NftPlace& place) const;
  void run_chain(std::uint32_t chain, const NftPlace& place, NftFlows flows, unsigned depth,
                 Exit& exit);
  [[nodiscard]] NftFlows run_rule(std::uint32_t rule, NftFlow flow, Step& step);
  void run_statement(const NftStatement& statement, NftFlow flow, Step& step, NftFlows& going,
                     NftFlows& next);
  void run_verdict(const NftVerdict& verdict, NftFlow flow, Step& step, NftFlows& next);
  void run_map(const NftVerdictMap& map, NftFlow flow, Step& step, NftFlows& going, NftFlows& next);
  void run_rewrite(const NftRewrite& rewrite, NftFlow flow, Step& step, NftFlows& going);
  [[nodiscard]] static NftParted part_perhaps(const NftPerhaps& perhaps, NftFlow flow,
                                              std::uint32_t rule);
  [[nodiscard]] static NftRelation guard_of(const std::vector<NftSelector>& key,
                                            const NftFlow& flow, const NftPlace& place);
  void run_nat(const NftNat& nat, NftFlow flow, Step& step, NftFlows& going, NftFlows& next);
  void translate(const NftValues* address, const NftValues* port, NftFlow flow, Step& step);
  void lose(NftFlow flow, std::uint32_t rule);
  [[nodiscard]] bool spend(std::size_t visits);

  const NftRuleset& ruleset_;
  const NftMatcher& matcher_;
  NftWalkEvents& events_;
  std::size_t visits_left_;
};

}  // namespace minato::host
