// A decorator around links.
#include "pipeline/packet_record.h"

#include <array>
#include <vector>

#include "base/clock.h"
#include "wire/ethernet.h"
#include "wire/protocol_numbers.h"

namespace minato::pipeline {
namespace {

wire::PcapTime wall_now() {
  return std::chrono::time_point_cast<std::chrono::nanoseconds>(base::SystemClock().now());
}

wire::LinkType link_type(sys::Framing framing) {
  return framing == sys::Framing::ethernet ? wire::LinkType::ethernet : wire::LinkType::raw_ip;
}

class RecordingSender final : public sys::FrameSender {
 public:
  RecordingSender(std::unique_ptr<sys::FrameSender> inner, wire::LinkType framing,
                  PacketRecord& record)
      : inner_(std::move(inner)), framing_(framing), record_(record) {}

  std::span<std::uint8_t> next_frame() override {
    room_ = inner_->next_frame();
    return room_;
  }
  void commit(std::size_t length_bytes) override {
    record_.add(wall_now(), framing_, room_.first(length_bytes));
    inner_->commit(length_bytes);
  }
  base::Result<void> flush() override { return inner_->flush(); }
  [[nodiscard]] sys::SendStats stats() const override { return inner_->stats(); }

 private:
  std::unique_ptr<sys::FrameSender> inner_;
  wire::LinkType framing_;
  PacketRecord& record_;
  std::span<std::uint8_t> room_{};
};

class RecordingReceiver final : public sys::FrameReceiver {
 public:
  RecordingReceiver(std::unique_ptr<sys::FrameReceiver> inner, wire::LinkType framing,
                    PacketRecord& record)
      : inner_(std::move(inner)), framing_(framing), record_(record) {}

  base::Result<std::size_t> receive(std::chrono::nanoseconds timeout,
                                    sys::FrameVisitor& visitor) override {
    struct Both final : sys::FrameVisitor {
      void on_frame(const sys::ReceivedFrame& frame) override {
        record.add(wall_now(), framing, frame.bytes);
        next.on_frame(frame);
      }
      Both(PacketRecord& to, wire::LinkType type, sys::FrameVisitor& then)
          : record(to), framing(type), next(then) {}
      PacketRecord& record;
      wire::LinkType framing;
      sys::FrameVisitor& next;
    };
    Both both(record_, framing_, visitor);
    return inner_->receive(timeout, both);
  }
  void interrupt() override { inner_->interrupt(); }
  [[nodiscard]] sys::ReceiveStats stats() const override { return inner_->stats(); }

 private:
  std::unique_ptr<sys::FrameReceiver> inner_;
  wire::LinkType framing_;
  PacketRecord& record_;
};

}  // namespace

base::Result<std::unique_ptr<PacketRecord>> PacketRecord::create(const std::string& path) {
  auto file = sys::OutputFile::create(path);
  if (!file) return base::fail(file.error());
  return std::unique_ptr<PacketRecord>(new PacketRecord(std::move(*file)));
}

void PacketRecord::begin(wire::LinkType link) {
  const std::lock_guard lock(mutex_);
  link_ = link;
  std::array<std::uint8_t, wire::kPcapHeaderBytes> header{};
  base::ByteWriter out(header);
  wire::encode_pcap_header(link, out);
  file_.write(base::as_text(out.written()));
}

void PacketRecord::add(wire::PcapTime time, wire::LinkType framing, base::Bytes frame) {
  if (framing == wire::LinkType::ethernet && link_ == wire::LinkType::raw_ip) {
    const auto header = wire::decode_ethernet(frame);
    if (!header || header->header.ethertype == wire::kEtherTypeArp) return;
    frame = header->payload;
  }
  if (frame.empty()) return;
  std::array<std::uint8_t, wire::kPcapRecordBytes + sys::kMostFrameBytes> bytes{};
  base::ByteWriter out(bytes);
  const base::Bytes kept = frame.first(std::min(frame.size(), sys::kMostFrameBytes));
  wire::encode_pcap_record(
      {.time = time, .original_bytes = static_cast<std::uint32_t>(frame.size()), .packet = kept},
      out);
  const std::lock_guard lock(mutex_);
  file_.write(base::as_text(out.written()));
}

base::Result<void> PacketRecord::close() {
  const std::lock_guard lock(mutex_);
  return file_.close();
}

base::Result<sys::PacketLink> RecordingLinks::open(const sys::LinkRequest& request) {
  auto link = links_.open(request);
  if (!link) return base::fail(link.error());
  const wire::LinkType framing = link_type(link->framing);
  link->sender = std::make_unique<RecordingSender>(std::move(link->sender), framing, record_);
  link->receiver = std::make_unique<RecordingReceiver>(std::move(link->receiver), framing, record_);
  return link;
}

}  // namespace minato::pipeline
