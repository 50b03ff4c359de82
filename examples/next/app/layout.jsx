export const metadata = { title: 'Firefly in Next' };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body
        style={{
          margin: 0,
          font: '16px system-ui',
          display: 'grid',
          gridTemplateRows: 'auto 1fr',
          height: '100vh',
        }}
      >
        {children}
      </body>
    </html>
  );
}
