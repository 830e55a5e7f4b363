// One DNS question over UDP or TCP (RFC 1035; TCP: two bytes of length before each message).
#include <fmt/core.h>

#include "talk/dns_message.h"
#include "talk/protocol.h"

namespace minato::talk {
namespace {

class Dns : public Machine {
 public:
  explicit Dns(const MachineOptions& options)
      : id_(options.transaction),
        question_(options.question),
        type_(options.question_type != 0 ? options.question_type
              : options.question.empty() ? dns_type::kNs
                                         : dns_type::kA) {}

 protected:
  [[nodiscard]] std::vector<std::uint8_t> query() const {
    return encode_dns_query({.id = id_, .name = question_, .type = type_});
  }

  void learn(base::Bytes bytes, Outbox& out) {
    const auto message = decode_dns(bytes);
    if (!message) return out.fail(message.error());
    if (!message->response || message->id != id_) return out.fail({0, "dns-other-answer"});
    facts_.add("dns.rcode", to_text(message->rcode));
    if (message->authoritative) facts_.add_flag("dns.authoritative");
    if (message->truncated) facts_.add_flag("dns.truncated");
    if (message->recursion_available) facts_.add_flag("dns.recursion");
    for (const DnsRecord& record : message->answers) {
      const std::string value = record.address ? model::to_text(*record.address) : record.text;
      if (record.address) facts_.add("dns.address", value);
      if (record.type == dns_type::kCname) facts_.add("dns.cname", value);
      facts_.add("dns.answer", fmt::format("{} {} {} {}", record.name, record.ttl_s,
                                           dns_type_text(record.type), value));
    }
    out.finish();
  }

 private:
  std::uint16_t id_;
  std::string question_;
  std::uint16_t type_;
};

class DnsUdp final : public Dns {
 public:
  using Dns::Dns;
  void start(Outbox& out) override { out.send(query()); }
  void on_bytes(base::Bytes received, Outbox& out) override { learn(received, out); }
  void on_closed(Closing /*how*/, Outbox& out) override { out.fail({0, "dns-no-answer"}); }
};

class DnsTcp final : public Dns {
 public:
  using Dns::Dns;
  void start(Outbox& out) override {
    const auto message = query();
    const std::array<std::uint8_t, 2> length = {static_cast<std::uint8_t>(message.size() >> 8),
                                                static_cast<std::uint8_t>(message.size())};
    out.send(length);
    out.send(message);
  }
  void on_bytes(base::Bytes received, Outbox& out) override {
    waiting_.insert(waiting_.end(), received.begin(), received.end());
    if (waiting_.size() < 2) return;
    const std::size_t length = static_cast<std::size_t>(waiting_[0] << 8 | waiting_[1]);
    if (waiting_.size() - 2 >= length) learn(base::Bytes(waiting_).subspan(2, length), out);
  }
  void on_closed(Closing /*how*/, Outbox& out) override { out.fail({0, "dns-no-answer"}); }

 private:
  std::vector<std::uint8_t> waiting_{};  // one message: 65537 bytes and a piece
};

}  // namespace

extern const Protocol kDnsUdp;
const Protocol kDnsUdp{.name = "domain",
                       .transport = model::Transport::udp,
                       .ports = {53},
                       .create = make_machine<DnsUdp>};

extern const Protocol kDnsTcp;
const Protocol kDnsTcp{
    .name = "domain", .ports = {53}, .tls_ports = {853}, .create = make_machine<DnsTcp>};

}  // namespace minato::talk
