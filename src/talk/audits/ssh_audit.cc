// Stages: identification → KEXINIT → key exchange → NEWKEYS → service → "none" log-in.
#include "talk/audits/ssh_audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "talk/audits/ssh_crypto.h"
#include "talk/byte_builder.h"

namespace minato::talk {
namespace {

constexpr std::string_view kOwnBanner = "SSH-2.0-minato";
constexpr std::size_t kMostWaiting = 262144;
constexpr std::size_t kMostBannerBytes = 8192;
constexpr std::string_view kExchanges =
    "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,"
    "ecdh-sha2-nistp521,diffie-hellman-group14-sha256,diffie-hellman-group16-sha512,"
    "diffie-hellman-group18-sha512,diffie-hellman-group14-sha1,diffie-hellman-group1-sha1";
constexpr std::string_view kHostKeys =
    "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,rsa-sha2-512,"
    "rsa-sha2-256,ssh-rsa,ssh-dss";

enum Message : std::uint8_t {
  kDisconnect = 1,
  kIgnore = 2,
  kDebug = 4,
  kServiceRequest = 5,
  kServiceAccept = 6,
  kExtInfo = 7,
  kKexInit = 20,
  kNewKeys = 21,
  kExchangeInit = 30,
  kExchangeReply = 31,
  kAuthRequest = 50,
  kAuthFailure = 51,
  kAuthSuccess = 52,
  kAuthBanner = 53,
};

ByteBuilder string_of(std::string_view text) {
  ByteBuilder out;
  out.sized32(ByteBuilder().text(text));
  return out;
}

SshBytes own_kexinit(const SshAuditOptions& options) {
  ByteBuilder out;
  out.u8(kKexInit).zeros(16);
  out.bytes(string_of(kExchanges).view());
  out.bytes(string_of(options.host_key.empty() ? kHostKeys : options.host_key).view());
  constexpr std::string_view kCiphers =
      "aes128-ctr,aes256-ctr,aes192-ctr,aes128-gcm@openssh.com,aes256-gcm@openssh.com";
  constexpr std::string_view kMacs =
      "hmac-sha2-256,hmac-sha2-512,hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,"
      "hmac-sha1,hmac-sha1-etm@openssh.com";
  for (int i = 0; i < 2; ++i) out.bytes(string_of(kCiphers).view());
  for (int i = 0; i < 2; ++i) out.bytes(string_of(kMacs).view());
  for (int i = 0; i < 2; ++i) out.bytes(string_of("none").view());
  out.zeros(8).u8(0).u32(0);
  return out.take();
}

/// The first of ours that is also theirs (RFC 4253 section 7.1).
std::string agreed(std::string_view ours, const std::vector<std::string_view>& theirs) {
  for (const std::string_view name : base::split(ours, ',')) {
    if (std::ranges::find(theirs, name) != theirs.end()) return std::string(name);
  }
  return {};
}

class SshAudit final : public Machine {
 public:
  explicit SshAudit(SshAuditOptions options) : options_(std::move(options)) {}

  void start(Outbox& out) override {
    out.send(kOwnBanner);
    out.send("\r\n");
  }

  void on_bytes(base::Bytes received, Outbox& out) override {
    if (waiting_.size() + received.size() > kMostWaiting) return out.fail({0, "ssh-packet-length"});
    waiting_.insert(waiting_.end(), received.begin(), received.end());
    if (server_banner_.empty() && !read_banner(out)) return;
    while (!out.ended()) {
      const auto payload = next_packet(out);
      if (!payload) return;
      if (!payload->empty()) take(*payload, out);
    }
  }

  void on_closed(Closing how, Outbox& out) override {
    facts_.add("ssh.end", how == Closing::timed_out ? "silent" : "closed");
    out.finish();
  }

 private:
  bool read_banner(Outbox& out) {
    while (true) {
      const std::string_view text = base::as_text(waiting_);
      const std::size_t end = text.find('\n');
      if (end == std::string_view::npos) {
        if (waiting_.size() > kMostBannerBytes) out.fail({0, "ssh-identification"});
        return false;
      }
      std::string line(text.substr(0, end));
      if (!line.empty() && line.back() == '\r') line.pop_back();
      waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(end) + 1);
      preface_bytes_ += end;
      if (preface_bytes_ > kMostBannerBytes) {
        out.fail({0, "ssh-identification"});
        return false;
      }
      if (!line.starts_with("SSH-")) continue;
      take_banner(line);
      own_kexinit_ = own_kexinit(options_);
      out.send(plain_ssh_packet(own_kexinit_));
      ++sent_;
      return true;
    }
  }

  void take_banner(const std::string& line) {
    server_banner_ = line;
    facts_.add("ssh.banner", line);
    const std::size_t dash = line.find('-', 4);
    facts_.add("ssh.protocol",
               std::string_view(line).substr(4, dash == line.npos ? dash : dash - 4));
    if (dash == std::string::npos) return;
    const std::string_view software = std::string_view(line).substr(dash + 1);
    const std::size_t space = software.find(' ');
    facts_.add("ssh.software", software.substr(0, space));
    if (space != std::string_view::npos) facts_.add("ssh.comments", software.substr(space + 1));
  }

  std::optional<SshBytes> next_packet(Outbox& out) {
    if (opener_) {
      bool broken = false;
      auto payload = opener_->open(waiting_, broken);
      if (broken) out.fail({0, "ssh-mac"});
      return payload;
    }
    base::ByteReader reader(waiting_);
    const std::uint32_t length = reader.u32();
    const std::uint8_t padding = reader.u8();
    if (reader.failed()) return std::nullopt;
    if (length > kMostWaiting || length < padding + 1U) {
      out.fail({0, "ssh-packet-length"});
      return std::nullopt;
    }
    const base::Bytes payload = reader.bytes(length - padding - 1);
    reader.skip(padding);
    if (reader.failed()) return std::nullopt;
    SshBytes copy(payload.begin(), payload.end());
    waiting_.erase(waiting_.begin(), waiting_.begin() + 4 + static_cast<std::ptrdiff_t>(length));
    ++received_;
    return copy;
  }

  void take(const SshBytes& payload, Outbox& out) {
    switch (payload.front()) {
      case kIgnore:
      case kDebug:
      case kExtInfo:
        return;
      case kDisconnect:
        facts_.add_flag("ssh.disconnected");
        return out.finish();
      case kKexInit:
        return take_kexinit(payload, out);
      case kExchangeReply:
        return take_reply(payload, out);
      case kNewKeys:
        return take_new_keys(out);
      default:
        if (opener_) return take_sealed(payload, out);
        return out.fail({0, "ssh-message"});
    }
  }

  void take_kexinit(const SshBytes& payload, Outbox& out) {
    if (exchange_) return out.fail({0, "ssh-message"});
    server_kexinit_ = payload;
    base::ByteReader reader(payload);
    reader.skip(17);
    constexpr std::array<std::string_view, 8> kKeys = {
        "ssh.kex", "ssh.host-key-algorithm", "ssh.cipher",      "ssh.cipher-back",
        "ssh.mac", "ssh.mac-back",           "ssh.compression", "ssh.compression-back"};
    for (const std::string_view key : kKeys) {
      const std::string_view list = base::as_text(reader.bytes(reader.u32()));
      if (reader.failed()) return out.fail({reader.offset(), "ssh-kexinit"});
      for (const std::string_view name : base::split(list, ',')) {
        if (!name.empty()) facts_.add(key, name);
      }
    }
    begin_exchange(out);
  }

  void begin_exchange(Outbox& out) {
    const std::string kex = agreed(kExchanges, facts_.all("ssh.kex"));
    suite_.cipher = agreed(
        "aes128-ctr,aes256-ctr,aes192-ctr,aes128-gcm@openssh.com,"
        "aes256-gcm@openssh.com",
        facts_.all("ssh.cipher"));
    suite_.mac = agreed(
        "hmac-sha2-256,hmac-sha2-512,hmac-sha2-256-etm@openssh.com,"
        "hmac-sha2-512-etm@openssh.com,hmac-sha1,hmac-sha1-etm@openssh.com",
        facts_.all("ssh.mac"));
    exchange_ = SshExchange::create(kex);
    // Nothing in common, such as a server with post-quantum exchanges alone: the lists are known.
    if (!exchange_) return out.finish();
    ByteBuilder value;
    value.u8(kExchangeInit).sized32(ByteBuilder().bytes(exchange_->public_value()));
    out.send(plain_ssh_packet(value.view()));
    ++sent_;
  }

  void take_reply(const SshBytes& payload, Outbox& out) {
    if (!exchange_ || !secret_.empty()) return out.fail({0, "ssh-message"});
    base::ByteReader reader(payload);
    reader.skip(1);
    const base::Bytes host_key = reader.bytes(reader.u32());
    const base::Bytes value = reader.bytes(reader.u32());
    if (reader.failed()) return out.fail({reader.offset(), "ssh-exchange-reply"});
    describe_host_key(host_key);
    if (options_.user.empty()) return out.finish();
    secret_ = exchange_->shared_secret(value);
    if (secret_.empty()) return out.fail({0, "ssh-exchange-value"});
    ByteBuilder data;
    data.bytes(string_of(kOwnBanner).view()).bytes(string_of(server_banner_).view());
    for (const base::Bytes part :
         {base::Bytes(own_kexinit_), base::Bytes(server_kexinit_), host_key,
          base::Bytes(exchange_->public_value()), value, base::Bytes(secret_)}) {
      data.sized32(ByteBuilder().bytes(part));
    }
    hash_ = exchange_->digest(data.view());
    out.send(plain_ssh_packet(ByteBuilder().u8(kNewKeys).view()));
    ++sent_;
    sealer_ = SshSealer::create(suite_, derive_ssh_keys(*exchange_, secret_, hash_, "ACE"),
                                SshSealer::Way::seal, sent_);
    if (!sealer_) return out.finish();
    out.send(sealer_->seal(
        ByteBuilder().u8(kServiceRequest).bytes(string_of("ssh-userauth").view()).view()));
  }

  void describe_host_key(base::Bytes blob) {
    base::ByteReader reader(blob);
    const std::string type(base::as_text(reader.bytes(reader.u32())));
    if (reader.failed()) return;
    facts_.add("ssh.host-key-type", type);
    std::size_t bits = 256;
    if (type == "ssh-rsa" || type == "ssh-dss") {
      if (type == "ssh-rsa") reader.skip(reader.u32());
      base::Bytes modulus = reader.bytes(reader.u32());
      while (!modulus.empty() && modulus.front() == 0) modulus = modulus.subspan(1);
      bits = modulus.size() * 8;
    } else if (type.ends_with("384")) {
      bits = 384;
    } else if (type.ends_with("521")) {
      bits = 521;
    }
    facts_.add("ssh.host-key", fmt::format("{} {}", type, bits));
    facts_.add("ssh.host-key-sha256", sha256(blob));
  }

  void take_new_keys(Outbox& out) {
    if (secret_.empty() || opener_) return out.fail({0, "ssh-message"});
    opener_ = SshSealer::create(suite_, derive_ssh_keys(*exchange_, secret_, hash_, "BDF"),
                                SshSealer::Way::open, received_);
    if (!opener_) out.finish();
  }

  void take_sealed(const SshBytes& payload, Outbox& out) {
    base::ByteReader reader(payload);
    const std::uint8_t kind = reader.u8();
    if (kind == kServiceAccept) {
      ByteBuilder ask;
      ask.u8(kAuthRequest).bytes(string_of(options_.user).view());
      ask.bytes(string_of("ssh-connection").view()).bytes(string_of("none").view());
      out.send(sealer_->seal(ask.view()));
    } else if (kind == kAuthFailure) {
      for (const auto name : base::split(base::as_text(reader.bytes(reader.u32())), ',')) {
        if (!name.empty()) facts_.add("ssh.auth", name);
      }
      facts_.add_flag("ssh.auth-known");
      out.finish();
    } else if (kind == kAuthSuccess) {
      facts_.add("ssh.auth", "none");
      facts_.add_flag("ssh.auth-known");
      out.finish();
    } else if (kind == kAuthBanner) {
      facts_.add("ssh.auth-banner", reader.bytes(reader.u32()));
    }
  }

  SshAuditOptions options_;
  SshBytes waiting_{};
  std::string server_banner_{};
  std::size_t preface_bytes_ = 0;
  SshBytes own_kexinit_{}, server_kexinit_{}, secret_{}, hash_{};
  SshSuite suite_{};
  std::unique_ptr<SshExchange> exchange_{};
  std::unique_ptr<SshSealer> sealer_{}, opener_{};
  std::uint32_t sent_ = 0, received_ = 0;
};

}  // namespace

std::unique_ptr<Machine> make_ssh_audit(SshAuditOptions options) {
  return std::make_unique<SshAudit>(std::move(options));
}

}  // namespace minato::talk
