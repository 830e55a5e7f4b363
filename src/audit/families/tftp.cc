// TFTP: that it is there at all. It knows no names, no passwords and no encryption (RFC 1350).
#include "audit/families/plain.h"
#include "audit/family.h"
#include "talk/protocols.h"

namespace minato::audit {
namespace {

std::optional<Answer> present(const Case& given) {
  const auto answer = given.facts.first("tftp.answer");
  if (!answer) return std::nullopt;
  return missing(std::string(*answer));
}

constexpr std::array kChecks = {
    Check{"tftp.present", "tftp", model::Severity::medium, {"RFC 1350", "CWE-306"}, present},
};

void inquire(const Target& target, Inquiries& inquiries) {
  if (target.service != "tftp") return;
  inquiries.push_back(std::make_unique<PlainInquiry>([] {
    std::vector<Talk> talks;
    talks.push_back({.name = "tftp",
                     .machine = talk::find_protocol("tftp", model::Transport::udp)->create({}),
                     .transport = model::Transport::udp});
    return talks;
  }));
}

}  // namespace

extern const Family kTftpFamily;
const Family kTftpFamily{.checks = kChecks, .inquire = inquire};

}  // namespace minato::audit
