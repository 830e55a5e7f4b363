// What is masked, and what is left alone.
#include "capture/secrets.h"

#include <gtest/gtest.h>

namespace minato::capture {
namespace {

struct Case {
  const char* said;
  const char* shown;
};

TEST(Secrets, are_stars_whatever_protocol_carries_them) {
  for (const Case& one : {
           Case{"PASS hunter2\r", "PASS ********"},
           Case{"a1 LOGIN anna \"hunter 2\"", "a1 LOGIN anna ********"},
           Case{"Authorization: Basic YW5uYTpodW50ZXIy\r", "Authorization: ********"},
           Case{"cookie: sid=1; theme=dark", "cookie: ********"},
           Case{"Set-Cookie: sid=1", "Set-Cookie: ********"},
           Case{"GET /?user=anna&password=hunter2&x=1 HTTP/1.1",
                "GET /?user=anna&password=********&x=1 HTTP/1.1"},
           Case{"{\"user\": \"anna\", \"password\": \"hunter2\"}",
                "{\"user\": \"anna\", \"password\": \"********\"}"},
           Case{"AUTH PLAIN AGFubmEAaHVudGVyMg==", "AUTH PLAIN ********"},
           Case{"AUTH LOGIN\n334 VXNlcm5hbWU6\nYW5uYQ==\n334 UGFzc3dvcmQ6\naHVudGVyMg==\n235 ok",
                "AUTH ********\n334 VXNlcm5hbWU6\n********\n334 UGFzc3dvcmQ6\n********\n235 ok"},
           Case{"AUTH hunter2", "AUTH ********"},
           Case{"*2\n$4\nAUTH\n$7\nhunter2\n*1", "*2\n$4\nAUTH\n$7\n********\n*1"},
       }) {
    EXPECT_EQ(mask_secrets(one.said), one.shown);
  }
}

TEST(Secrets, leave_everything_else_alone) {
  for (const char* const said :
       {"", "\n", "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n", "USER anna", "passwords are hard",
        "the token was lost", "250 AUTH PLAIN LOGIN CRAM-MD5"}) {
    EXPECT_EQ(mask_secrets(said), said);
  }
}

}  // namespace
}  // namespace minato::capture
