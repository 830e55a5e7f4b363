// All probes of a scan, numbered: (address x port) in a keyed pseudo-random order, cut into shards.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "scan/permutation.h"
#include "scan/probe_source.h"
#include "scan/targets.h"

namespace minato::scan {

/// Part `index` of `count` equal parts of the order: positions index, index + count, …
struct Shard {
  std::uint32_t index = 0;
  std::uint32_t count = 1;

  bool operator==(const Shard&) const = default;
};

/// The ports on which one kind is sent; {0} for kinds without ports.
struct KindPorts {
  std::uint16_t kind = 0;  ///< index into the scan's kinds
  std::vector<std::uint16_t> ports{};
};

/// Positions that an earlier run has finished.
struct DonePositions {
  Position below = 0;              ///< all before this one
  std::vector<Position> others{};  ///< and these, ascending

  [[nodiscard]] bool contains(Position position) const {
    return position < below || std::ranges::binary_search(others, position);
  }
};

struct ProbeSpaceOptions {
  HashKey key{};
  Shard shard{};
  /// finish_target() takes effect.
  bool one_answer_a_target = false;
  /// Yield no probe; nullptr: none. Outlives the space.
  const DonePositions* done = nullptr;
};

/// position_of() from any thread, the rest from the sending one. targets must outlive it.
class ProbeSpace final : public ProbeSource {
 public:
  ProbeSpace(const Targets& targets, std::vector<KindPorts> kinds,
             const ProbeSpaceOptions& options);

  [[nodiscard]] Position positions() const override { return positions_; }
  [[nodiscard]] std::optional<Probe> probe_at(Position position) const override;
  void finish_target(const Probe& probe) override;
  [[nodiscard]] std::uint32_t groups() const override { return targets_.groups(); }

  /// Where a probe stands in this shard; nothing when it belongs to another, or to nobody. Each
  /// port of a kind counts once.
  [[nodiscard]] std::optional<Position> position_of(const model::IpAddress& address,
                                                    std::uint16_t kind, std::uint16_t port) const;
  [[nodiscard]] std::uint32_t probes_a_target() const { return probes_a_target_; }
  [[nodiscard]] const Targets& targets() const { return targets_; }

 private:
  struct Slot {
    std::uint16_t kind;
    std::uint16_t port;
  };

  const Targets& targets_;
  ProbeSpaceOptions options_;
  std::vector<Slot> slots_;  ///< of one target
  /// For each kind: the slot of each port, or kNoSlot.
  std::vector<std::vector<std::uint32_t>> slot_by_port_;
  std::uint32_t probes_a_target_;
  Permutation order_;
  Position positions_;
  std::vector<bool> finished_;
};

}  // namespace minato::scan
