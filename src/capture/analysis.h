// From frames to conversations: walks the layers of each frame, puts fragments together, finds the
// conversation, follows TCP. Nothing is allocated for a packet of a known conversation.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "capture/conversation_table.h"
#include "capture/fragments.h"
#include "capture/stream_heads.h"
#include "wire/capture_file.h"
#include "wire/layers.h"

namespace minato::capture {

/// What one frame was. Views into the frame, or into a packet that was put together from fragments;
/// valid until the next frame.
struct FrameReport {
  std::uint64_t number = 0;                      ///< of the frame, from 1 on
  std::uint32_t conversation = kNoConversation;  ///< of the innermost transport header
  Way way = Way::forward;
  TcpNotes notes = 0;
  std::uint16_t flags = 0;  ///< of TCP
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgment = 0;
  std::uint16_t window = 0;
  std::uint32_t length_bytes = 0;  ///< of the payload on the wire
  base::Bytes payload{};           ///< as much of it as was captured
};

/// Counts of everything, in conversations or not.
struct CaptureTotals {
  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;  ///< on the wire
  std::uint64_t captured_bytes = 0;
  std::int64_t first_ns = 0;
  std::int64_t last_ns = 0;
  std::uint64_t backwards = 0;  ///< frames earlier than the one before
  std::uint64_t cut = 0;        ///< longer on the wire than captured
  std::uint64_t fragments = 0;
  std::uint64_t without_ports = 0;                        ///< frames that belong to no conversation
  std::map<wire::Protocol, std::uint64_t> last_layers{};  ///< of those: the last header read
  std::map<std::uint16_t, std::uint64_t> unknown_links{};
  std::map<std::string_view, std::uint64_t> faults{};  ///< broken rules, counted
};

class Analysis {
 public:
  /// seed: of the hash, see FlowKey::hash.
  explicit Analysis(std::uint64_t seed) : table_(seed) {}

  FrameReport take(const wire::CapturedFrame& frame);

  /// A name that the capture file gives to an address.
  void add_name(const model::IpAddress& address, std::string_view name) {
    heads_.names().add(address, name);
  }

  [[nodiscard]] const ConversationTable& conversations() const { return table_; }
  [[nodiscard]] const CaptureTotals& totals() const { return totals_; }
  [[nodiscard]] const Fragments& fragments() const { return fragments_; }
  [[nodiscard]] const StreamHeads& heads() const { return heads_; }
  /// The layers of the frame taken last.
  [[nodiscard]] const wire::Layers& layers() const { return layers_; }

 private:
  struct Place;
  void count(const wire::CapturedFrame& frame);
  void visit(const wire::CapturedFrame& frame, base::Bytes bytes, const wire::Layers& layers,
             const FragmentKey* whole, FrameReport& report);
  void visit_transport(const Place& place, FrameReport& report);
  void visit_tcp(const Place& place, Conversation*& conversation, std::uint32_t& index,
                 FrameReport& report);
  void visit_quote(const Place& place, const wire::Layer& icmp, base::Bytes bytes);
  void take_fragment(const wire::CapturedFrame& frame, FrameReport& report);

  ConversationTable table_;
  Fragments fragments_;
  StreamHeads heads_;
  CaptureTotals totals_;
  wire::Layers layers_;
  wire::Layers inner_;
};

}  // namespace minato::capture
