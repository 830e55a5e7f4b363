// The plain words before TLS, one protocol after the other.
#include "talk/audits/tls_preamble.h"

#include "talk/audits/dialogue.h"
#include "talk/byte_builder.h"

namespace minato::talk {
namespace {

constexpr std::size_t kMostBytes = 16384;

/// Whether a line of IMAP answers the command `a`.
bool is_tagged(std::string_view reply) {
  return reply.starts_with("a ") || reply.find("\na ") != std::string_view::npos;
}

}  // namespace

void PreambleTalk::start(Outbox& out) {
  switch (kind_) {
    case TlsPreamble::none:
      done_ = true;
      break;
    case TlsPreamble::ldap:  // ExtendedRequest 1.3.6.1.4.1.1466.20037
      out.send(
          std::string_view("\x30\x1d\x02\x01\x01\x77\x18\x80\x16"
                           "1.3.6.1.4.1.1466.20037"));
      break;
    case TlsPreamble::postgresql:
      out.send(ByteBuilder().u32(8).u32(80877103).view());
      break;
    case TlsPreamble::xmpp:
      out.send(
          "<?xml version='1.0'?><stream:stream to='localhost' xmlns='jabber:client' "
          "xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>");
      break;
    case TlsPreamble::rdp:  // X.224 connection request, RDP_NEG_REQ: TLS or CredSSP
      out.send(ByteBuilder()
                   .u8(3)
                   .u8(0)
                   .u16(19)
                   .u8(14)
                   .u8(0xe0)
                   .zeros(5)
                   .u8(1)
                   .u8(0)
                   .u16_little(8)
                   .u32_little(3)
                   .view());
      break;
    case TlsPreamble::smtp:
    case TlsPreamble::ftp:
    case TlsPreamble::imap:
    case TlsPreamble::pop3:
    case TlsPreamble::mysql:
    case TlsPreamble::nats:
      break;  // the server speaks first
  }
}

void PreambleTalk::lines(std::string_view first, std::string_view second, Outbox& out) {
  const bool last = stage_ == 1 + (second.empty() ? 0 : 1);
  if (last) {
    done_ = heard_.starts_with("2") || heard_.starts_with("+");
    refused_ = !done_;
    return;
  }
  out.send(stage_ == 0 ? first : second);
  ++stage_;
  heard_.clear();
}

void PreambleTalk::mysql(Outbox& out) {
  // Greeting: length(3) number(1) protocol(1) version NUL thread(4) salt(8) 0 capabilities(2)
  base::ByteReader reader(base::as_bytes(heard_));
  const std::size_t length = reader.u8() + (std::size_t{reader.u8()} << 8);
  reader.skip(2);
  if (reader.failed() || heard_.size() < 4 + length) return;
  const std::size_t end = heard_.find('\0', 5);
  if (end == std::string::npos || end + 16 > heard_.size()) {
    refused_ = true;
    return;
  }
  reader = base::ByteReader(base::as_bytes(heard_).subspan(end + 14));
  constexpr std::uint16_t kSsl = 0x0800;
  if ((reader.u16_little() & kSsl) == 0) {
    refused_ = true;
    return;
  }
  ByteBuilder body;
  body.u32_little(0x0000'aa00).u32_little(1U << 24).u8(45).zeros(23);
  out.send(ByteBuilder().u16_little(body.size()).u8(0).u8(1).bytes(body.view()).view());
  done_ = true;
}

void PreambleTalk::binary(Outbox& out) {
  if (kind_ == TlsPreamble::postgresql) {
    done_ = heard_.front() == 'S';
    refused_ = !done_;
  } else if (kind_ == TlsPreamble::ldap) {
    // ExtendedResponse with resultCode: enumerated 0a 01 XX
    const std::size_t code = heard_.find("\x0a\x01");
    if (code == std::string::npos || code + 2 >= heard_.size()) return;
    done_ = heard_[code + 2] == 0;
    refused_ = !done_;
  } else if (kind_ == TlsPreamble::xmpp) {
    if (stage_ == 0 && heard_.find("</stream:features>") != std::string::npos) {
      refused_ = heard_.find("urn:ietf:params:xml:ns:xmpp-tls") == std::string::npos;
      if (!refused_) out.send("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
      stage_ = 1;
      heard_.clear();
    } else if (stage_ == 1) {
      done_ = heard_.find("<proceed") != std::string::npos;
      refused_ = heard_.find("<failure") != std::string::npos;
    }
  } else if (kind_ == TlsPreamble::rdp) {
    if (heard_.size() < 11) return;
    done_ = heard_.size() >= 19 && heard_[11] == 2 && heard_[15] != 0;
    refused_ = !done_;
  }
}

void PreambleTalk::on_bytes(base::Bytes received, Outbox& out) {
  heard_.append(base::as_text(received));
  if (heard_.size() > kMostBytes) {
    refused_ = true;
    return;
  }
  switch (kind_) {
    case TlsPreamble::smtp:
      if (is_numbered_reply(heard_)) lines("EHLO minato.invalid\r\n", "STARTTLS\r\n", out);
      break;
    case TlsPreamble::ftp:
      if (is_numbered_reply(heard_)) lines("AUTH TLS\r\n", "", out);
      break;
    case TlsPreamble::pop3:
      if (is_line(heard_)) lines("STLS\r\n", "", out);
      break;
    case TlsPreamble::imap:
      if (stage_ == 0 && is_line(heard_)) {
        out.send("a STARTTLS\r\n");
        stage_ = 1;
        heard_.clear();
      } else if (is_tagged(heard_) && heard_.back() == '\n') {
        done_ = heard_.find("a OK") != std::string::npos;
        refused_ = !done_;
      }
      break;
    case TlsPreamble::nats:
      if (is_line(heard_)) {
        done_ = heard_.find("\"tls_required\":true") != std::string::npos ||
                heard_.find("\"tls_available\":true") != std::string::npos;
        refused_ = !done_;
      }
      break;
    case TlsPreamble::mysql:
      mysql(out);
      break;
    default:
      binary(out);
  }
}

}  // namespace minato::talk
