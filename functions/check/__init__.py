"""The public question: is this book genuine, and is it valid today."""
