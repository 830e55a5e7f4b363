// Every golden conversation: whole, byte by byte, and cut short after every byte.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "conversation.h"
#include "talk/protocols.h"

namespace minato::talk {
namespace {

std::vector<std::filesystem::path> conversation_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(MINATO_CONVERSATIONS_FOLDER)) {
    if (entry.path().extension() == ".talk") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::string contents(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

class Conversations : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Conversations, goes_as_it_is_written) {
  const std::string written = contents(GetParam());
  const Outcome outcome = replay(parse_conversation(written), Pieces::as_written);
  if (std::getenv("MINATO_REFRESH_GOLDEN") != nullptr) {  // NOLINT(concurrency-mt-unsafe)
    std::ofstream(GetParam(), std::ios::binary) << outcome.transcript;
    return;
  }
  EXPECT_EQ(outcome.transcript, written);
}

TEST_P(Conversations, teaches_the_same_byte_by_byte) {
  const Conversation conversation = parse_conversation(contents(GetParam()));
  const Outcome whole = replay(conversation, Pieces::as_written);
  const Outcome pieces = replay(conversation, Pieces::single_bytes);
  EXPECT_EQ(pieces.facts, whole.facts);
  EXPECT_EQ(pieces.sent, whole.sent);
  EXPECT_EQ(pieces.end, whole.end);
}

TEST_P(Conversations, ends_in_words_wherever_it_is_cut) {
  Conversation conversation = parse_conversation(contents(GetParam()));
  for (std::size_t last = conversation.steps.size(); last-- > 0;) {
    if (conversation.steps[last].kind != '<') continue;
    Conversation cut = conversation;
    cut.steps.resize(last + 1);
    const std::string& bytes = conversation.steps[last].bytes;
    for (std::size_t length = 0; length < std::min<std::size_t>(bytes.size(), 300); ++length) {
      cut.steps[last].bytes = bytes.substr(0, length);
      cut.steps.resize(last + 1);
      cut.steps.push_back({'!', {}, "closed"});
      EXPECT_NE(replay(cut, Pieces::as_written).end, "more");
    }
  }
}

std::string name_of(const testing::TestParamInfo<std::filesystem::path>& info) {
  std::string name = info.param.stem().string();
  std::ranges::replace_if(name, [](char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, Conversations, testing::ValuesIn(conversation_files()), name_of);

TEST(Protocols, each_has_a_golden_conversation) {
  std::vector<std::string> lacking;
  for (const Protocol* const protocol : protocols()) {
    bool found = false;
    for (const auto& file : conversation_files()) {
      found = found || parse_conversation(contents(file)).protocol == protocol;
    }
    if (!found) lacking.emplace_back(protocol->name);
  }
  EXPECT_THAT(lacking, testing::IsEmpty());
}

TEST(Protocols, names_are_unique_within_a_transport) {
  for (const Protocol* const protocol : protocols()) {
    EXPECT_EQ(find_protocol(protocol->name, protocol->transport), protocol);
  }
}

TEST(Protocols, a_port_leads_to_those_that_are_usual_there) {
  const auto https = likely_protocols({443, model::Transport::tcp});
  ASSERT_FALSE(https.empty());
  EXPECT_EQ(https[0], (LikelyProtocol{find_protocol("http"), true}));
  EXPECT_FALSE(likely_protocols({80, model::Transport::tcp}).at(0).inside_tls);
  EXPECT_TRUE(likely_protocols({0, model::Transport::tcp}).empty());
}

}  // namespace
}  // namespace minato::talk
