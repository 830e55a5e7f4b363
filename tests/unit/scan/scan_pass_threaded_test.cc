// The threads of a pass over a link in memory: nothing is lost or told twice between them, whoever
// is slow, and a pass ends when it is asked to. Run under ThreadSanitizer.
#include "scan/scan_pass.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <numeric>
#include <random>
#include <utility>

#include "scan/probe_kinds.h"
#include "wire/packet.h"
#include "wire/protocol_numbers.h"

namespace minato::scan {
namespace {

using namespace std::chrono_literals;

/// Hosts whose every 16th port is open and every seventh silent; the rest refuses.
enum class Standing : std::uint8_t { open, silent, closed };

Standing standing_of(std::uint16_t port) {
  if (port % 16 == 3) return Standing::open;
  return port % 7 == 5 ? Standing::silent : Standing::closed;
}

std::vector<std::uint8_t> answer_to(const wire::Packet& probe, const wire::TcpHeader& tcp) {
  const bool open = standing_of(tcp.destination_port) == Standing::open;
  const wire::TcpHeader answer{
      .source_port = tcp.destination_port,
      .destination_port = tcp.source_port,
      .acknowledgment = tcp.sequence + 1,
      .flags = static_cast<std::uint16_t>(wire::kTcpAck | (open ? wire::kTcpSyn : wire::kTcpRst))};
  std::vector<std::uint8_t> frame(wire::kIpv4HeaderBytes + wire::kTcpHeaderBytes);
  base::ByteWriter out(frame);
  const wire::Ipv4Header ip{
      .protocol = wire::kIpTcp, .source = *probe.destination(), .destination = *probe.source()};
  encode(ip, wire::kTcpHeaderBytes, out);
  encode(answer, {},
         wire::pseudo_header_sum(ip.source, ip.destination, wire::kIpTcp, wire::kTcpHeaderBytes),
         out);
  EXPECT_FALSE(out.failed());
  return frame;
}

/// What both ends of the link share.
class Wire {
 public:
  explicit Wire(double loss) : loss_(loss) {}

  void put(std::vector<std::vector<std::uint8_t>>& frames) {
    const std::lock_guard lock(mutex_);
    for (auto& frame : frames) frames_.push_back(std::move(frame));
    frames.clear();
    arrived_.notify_one();
  }
  std::vector<std::vector<std::uint8_t>> take(std::chrono::nanoseconds timeout) {
    std::unique_lock lock(mutex_);
    arrived_.wait_for(lock, timeout, [&] { return !frames_.empty() || interrupted_; });
    interrupted_ = false;
    return std::exchange(frames_, {});
  }
  void interrupt() {
    const std::lock_guard lock(mutex_);
    interrupted_ = true;
    arrived_.notify_one();
  }
  /// Sending thread only.
  [[nodiscard]] bool loses() { return std::uniform_real_distribution<>(0, 1)(random_) < loss_; }

 private:
  double loss_;
  std::mt19937 random_{5};  // NOLINT(bugprone-random-generator-seed): a test that repeats
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<std::vector<std::uint8_t>> frames_;
  bool interrupted_ = false;
};

class WireSender final : public sys::FrameSender {
 public:
  explicit WireSender(Wire& wire) : wire_(wire) {}

  std::span<std::uint8_t> next_frame() override { return buffer_; }
  void commit(std::size_t length_bytes) override {
    ++stats_.frames;
    const auto probe =
        wire::decode_packet(wire::LinkType::raw_ip, base::Bytes(buffer_).first(length_bytes));
    ASSERT_TRUE(probe.has_value());
    const auto& tcp = std::get<wire::TcpHeader>(probe->transport);
    if (standing_of(tcp.destination_port) == Standing::silent || wire_.loses()) return;
    answers_.push_back(answer_to(*probe, tcp));
  }
  base::Result<void> flush() override {
    wire_.put(answers_);
    return {};
  }
  [[nodiscard]] sys::SendStats stats() const override { return stats_; }

 private:
  Wire& wire_;
  std::vector<std::uint8_t> buffer_ = std::vector<std::uint8_t>(sys::kMostFrameBytes);
  std::vector<std::vector<std::uint8_t>> answers_;
  sys::SendStats stats_;
};

class WireReceiver final : public sys::FrameReceiver {
 public:
  explicit WireReceiver(Wire& wire) : wire_(wire) {}

  base::Result<std::size_t> receive(std::chrono::nanoseconds timeout,
                                    sys::FrameVisitor& visitor) override {
    const auto frames = wire_.take(timeout);
    for (const auto& frame : frames) {
      visitor.on_frame({.bytes = frame, .when = clock_.monotonic()});
    }
    return frames.size();
  }
  void interrupt() override { wire_.interrupt(); }
  [[nodiscard]] sys::ReceiveStats stats() const override { return {}; }

 private:
  Wire& wire_;
  base::SystemClock clock_;
};

/// Counts, and calls `each` on every result.
class Counting final : public PassSink {
 public:
  explicit Counting(std::function<void()> each = {}) : each_(std::move(each)) {}

  void on_result(const ScanResult& result) override {
    ++told_;
    results_[{result.address, result.port}] = result.state;
    if (each_) each_();
  }
  void on_progress(const PassProgress& progress) override { over_ = progress.over; }

  std::map<std::pair<model::IpAddress, std::uint16_t>, model::PortState> results_;
  std::size_t told_ = 0;
  Position over_ = 0;

 private:
  std::function<void()> each_;
};

constexpr std::uint32_t kHosts = 4;
constexpr std::uint16_t kPorts = 2000;

base::Result<PassSummary> pass_over(Wire& wire, PassSink& sink, const std::stop_token& stop,
                                    std::size_t window) {
  std::vector<TargetAddress> hosts;
  for (std::uint32_t i = 0; i < kHosts; ++i) {
    hosts.push_back({.address = model::IpAddress::v4(0x0a000001 + i)});
  }
  const HostList targets(std::move(hosts));
  std::vector<std::uint16_t> ports(kPorts);
  std::iota(ports.begin(), ports.end(), std::uint16_t{1});
  const std::vector<Lane> lanes = {
      {.framing = wire::LinkType::raw_ip, .source = model::IpAddress::parse("192.0.2.1").value()}};
  std::vector<OpenLink> links(1);
  links[0].framing = wire::LinkType::raw_ip;
  links[0].link.framing = sys::Framing::ip;
  links[0].link.sender = std::make_unique<WireSender>(wire);
  links[0].link.receiver = std::make_unique<WireReceiver>(wire);
  PassPlan plan{.targets = &targets,
                .kinds = {&kSyn},
                .ports = {{0, ports}},
                .lanes = lanes,
                .links = links,
                .key = {3, 4}};
  plan.scheduler.window = window;
  const base::SystemClock clock;
  return run_pass(plan, clock, sink, stop);
}

TEST(ScanPassThreads, tell_every_port_once_over_a_lossy_link) {
  for (const std::size_t window : {std::size_t{1} << 16, std::size_t{500}}) {
    Wire wire(0.05);
    Counting sink;
    const auto summary = pass_over(wire, sink, {}, window);
    ASSERT_TRUE(summary.has_value());
    EXPECT_FALSE(summary->interrupted);
    EXPECT_EQ(sink.told_, std::size_t{kHosts} * kPorts);
    EXPECT_EQ(sink.over_, Position{kHosts} * kPorts);
    ASSERT_EQ(sink.results_.size(), std::size_t{kHosts} * kPorts);
    for (const auto& [where, state] : sink.results_) {
      const Standing standing = standing_of(where.second);
      const model::PortState right = standing == Standing::open     ? model::PortState::open
                                     : standing == Standing::closed ? model::PortState::closed
                                                                    : model::PortState::filtered;
      EXPECT_EQ(state, right) << where.second;
    }
  }
}

TEST(ScanPassThreads, end_soon_when_asked_to_and_tell_what_was_found) {
  Wire wire(0);
  std::stop_source stop;
  std::size_t seen = 0;
  Counting sink([&] {
    if (++seen == 100) stop.request_stop();
  });
  const auto summary = pass_over(wire, sink, stop.get_token(), 500);
  ASSERT_TRUE(summary.has_value());
  EXPECT_TRUE(summary->interrupted);
  EXPECT_GE(sink.told_, 100U);
  EXPECT_EQ(sink.results_.size(), sink.told_);
}

}  // namespace
}  // namespace minato::scan
