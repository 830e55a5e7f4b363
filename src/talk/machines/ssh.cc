// SSH identification (RFC 4253 section 4.2): lines of the server's choice, then
//   SSH-protoversion-softwareversion SP comments CR LF      at most 255 bytes
#include "talk/line_reader.h"
#include "talk/protocol.h"

namespace minato::talk {
namespace {

constexpr std::size_t kMostLineBytes = 1024;  // lines before the identification may be longer
constexpr int kMostPrefaceLines = 50;

class Ssh final : public Machine {
 public:
  explicit Ssh(const MachineOptions& /*options*/) {}

  void start(Outbox& /*out*/) override {}

  void on_bytes(base::Bytes received, Outbox& out) override {
    lines_.add(received);
    while (const auto line = lines_.next()) {
      offset_ += line->size() + 1;
      if (line->starts_with("SSH-")) {
        identify(*line, out);
        return;
      }
      facts_.add("ssh.preface", *line);
      if (++preface_lines_ >= kMostPrefaceLines) return out.fail({offset_, "ssh-identification"});
    }
    const std::string_view rest = lines_.rest();
    if (lines_.overflowed() || (rest.find('\0') != std::string_view::npos)) {
      out.fail({offset_, "ssh-identification"});
    }
  }

  void on_closed(Closing /*how*/, Outbox& out) override {
    out.fail({offset_, "ssh-identification"});
  }

 private:
  void identify(std::string_view line, Outbox& out) {
    facts_.add("ssh.banner", line);
    const std::string_view versions = line.substr(4);
    const std::size_t dash = versions.find('-');
    if (dash == std::string_view::npos) return out.fail({offset_, "ssh-version"});
    facts_.add("ssh.protocol", versions.substr(0, dash));
    const std::string_view software = versions.substr(dash + 1);
    const std::size_t space = software.find(' ');
    facts_.add("ssh.software", software.substr(0, space));
    if (space != std::string_view::npos) facts_.add("ssh.comments", software.substr(space + 1));
    out.finish();
  }

  LineReader lines_{kMostLineBytes};
  std::size_t offset_ = 0;
  int preface_lines_ = 0;
};

}  // namespace

extern const Protocol kSsh;
const Protocol kSsh{
    .name = "ssh", .ports = {22, 2222}, .first = FirstWord::server, .create = make_machine<Ssh>};

}  // namespace minato::talk
