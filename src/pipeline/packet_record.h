// Packets into a pcap file: those of a scan as they leave and arrive, or those of a dry run.
#pragma once

#include <mutex>
#include <string>

#include "sys/link.h"
#include "sys/output_file.h"
#include "wire/link_type.h"
#include "wire/pcap_file.h"

namespace minato::pipeline {

/// Thread-safe. A file has one link type: where interfaces differ, packets are kept from the IP
/// header on, and those without one (ARP) are left out.
class PacketRecord {
 public:
  /// Makes the file. Errors: local, naming the path.
  [[nodiscard]] static base::Result<std::unique_ptr<PacketRecord>> create(const std::string& path);

  /// Before the first packet.
  void begin(wire::LinkType link);
  void add(wire::PcapTime time, wire::LinkType framing, base::Bytes frame);
  /// Errors: local, the first that writing met.
  [[nodiscard]] base::Result<void> close();

 private:
  explicit PacketRecord(sys::OutputFile file) : file_(std::move(file)) {}

  std::mutex mutex_;  ///< guards what follows
  sys::OutputFile file_;
  wire::LinkType link_ = wire::LinkType::ethernet;
};

/// Links that also write what passes into a record. Both must outlive the links it opens.
class RecordingLinks final : public sys::LinkFactory {
 public:
  RecordingLinks(sys::LinkFactory& links, PacketRecord& record) : links_(links), record_(record) {}
  [[nodiscard]] base::Result<sys::PacketLink> open(const sys::LinkRequest& request) override;

 private:
  sys::LinkFactory& links_;
  PacketRecord& record_;
};

}  // namespace minato::pipeline
